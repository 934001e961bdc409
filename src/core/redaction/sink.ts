import type { Elsewhere } from "./frame.js";
import type { Column } from "./tables.js";

/** What a rule tells of a text. */
export interface Sink {
  /** Hidden from `start` to `end`. */
  add(start: number, end: number, kind: string): void;
  /** The value of this name is in the next line. */
  next(kind: string, as?: Elsewhere, column?: Column): void;
  /** Here begins a token that the line's end may have cut. */
  cutAt?(at: number): void;
  /** The line must be looked at, by itself or with others. */
  watch?(): void;
}
