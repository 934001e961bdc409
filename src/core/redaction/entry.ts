import type { Sink } from "./sink.js";

/** Looks at a place where a literal stands. Answers where to go on, null for behind the literal. */
export type Rule = (text: string, start: number, end: number, sink: Sink) => number | null;

export interface Entry {
  readonly text: string;
  readonly exact: boolean;
  readonly value: Rule;
}
export const any = (texts: readonly string[], value: Rule): Entry[] =>
  texts.map((text) => ({ text, exact: false, value }));
