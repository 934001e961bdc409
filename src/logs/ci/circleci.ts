import type { Grammar } from "./mark.js";

/** CircleCI: each step begins with the shell that runs it; an agent ends one that is silent. */
export const circleci: Grammar = (line) => {
  if (/^#!\/bin\/(?:ba)?sh -eo? ?(?:pipefail)?$/.test(line)) return { kind: "open", name: "" };
  return line.startsWith("Too long with no output (exceeded ") ? { kind: "failed" } : null;
};
