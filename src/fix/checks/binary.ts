import type { Check } from "./check.js";

/** What cannot be read cannot be checked. */
export const binary: Check = {
  name: "binary",
  says: "every change is text that can be read",
  run: ({ files }) =>
    files
      .filter((file) => file.diff === null && file.status !== "removed")
      .map(({ path }) => ({ path, reason: "the change is binary or too large to show" })),
};
