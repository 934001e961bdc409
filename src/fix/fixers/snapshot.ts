import type { Fixer } from "./fixer.js";

/** Its pull request always waits for a person: only a person knows whether the new picture is the right one. */
export const snapshot: Fixer = {
  name: "snapshot",
  categories: ["snapshot_mismatch"],
  input: "snapshot",
  allowedPaths: () => [
    "*.snap",
    "*.ambr",
    "**/__snapshots__/**",
    "**/snapshots/**",
    "**/testdata/**/*.golden",
  ],
};
