import type { Check, Objection } from "./check.js";

/** A patch that no person would read whole is not a fix to propose. */
export const size: Check = {
  name: "size",
  says: "small enough to review",
  run: ({ files }, { limits }) => {
    const lines = files.reduce((sum, file) => sum + file.additions + file.deletions, 0);
    const bytes = files.reduce((sum, file) => sum + (file.diff?.length ?? 0), 0);
    return [
      over(files.length, limits.files, "files"),
      over(lines, limits.lines, "changed lines"),
      over(bytes, limits.bytes, "characters"),
    ].flat();
  },
};

const over = (n: number, limit: number, what: string): Objection[] =>
  n > limit ? [{ reason: `${n} ${what}; at most ${limit} are allowed` }] : [];
