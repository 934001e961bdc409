import type { Names } from "./names.js";

/** A change of a file that is there. Throws when the file does not look as expected. */
export type Edit = (text: string) => string;

export interface Scaffold {
  /** New files by path, without their format. */
  files: Readonly<Record<string, string>>;
  edits: Readonly<Record<string, readonly Edit[]>>;
  /** What remains to be done by hand, a sentence each. */
  next: readonly string[];
}

/** One kind of thing that `npm run new` makes: one file in `kinds/`, one line in its list. */
export interface Kind {
  readonly name: string;
  /** One sentence for `npm run new` without arguments. */
  readonly says: string;
  /** A string: why it cannot be made. */
  make(names: Names): Scaffold | string;
}
