import type { Grammar } from "./mark.js";

/** Buildkite's agent: groups of its own and of scripts (docs: Managing log output), and its last words. */
export const buildkite: Grammar = (line) => {
  const group =
    /^(?:~~~|---|\+\+\+) ((?::[\w+-]{1,40}:|Running |Preparing |Cleaning |Setting ).{0,200})/.exec(line);
  if (group) return { kind: "open", name: group[1] ?? "" };
  const exit = /^\u{1f6a8} Error: The command exited with status (-?\d{1,10})/u.exec(line);
  return exit ? { kind: "failed", exit: Number(exit[1]) } : null;
};
