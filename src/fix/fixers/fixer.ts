/** A tool of the repository's own, run in its own CI by `heal-fix.yml`: no model, the same input gives the same patch. */
export interface Fixer {
  name: "formatter" | "lint" | "lockfile" | "snapshot";
  /** Categories of diagnosis it may answer. */
  categories: readonly string[];
  /** Value of the workflow's input `fixer`. */
  input: string;
  /** Globs its patch may touch; anything else refuses the patch. */
  allowedPaths(): readonly string[];
  /** Whether the evidence speaks for it; absent: its category is enough. */
  serves?(evidence: readonly string[]): boolean;
}
