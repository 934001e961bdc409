/** How a value stands behind its name. */
export interface Frame {
  /** `=` and its kin, `:` and its kin, a command line's blank, an XML element, a table's column, words, a pair of members. */
  readonly by: "=" | ":" | "flag" | "xml" | "column" | "words" | "pair" | "list";
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
  /** Blanks between the operator and the value. */
  readonly spaced: boolean;
}

/**
 * Where the value is when it is not in the line: in the next, under `value:` there, in the lines below, all of the next, in
 * the items of a list below, under `value:` of an object that opens here, in a column of the rows below, in the members
 * below, behind the users below, behind the names of a table's rows, at the `password` of netrc, at the `PASS` of FTP and POP, or, where only its look tells, a line below.
 */
export type Elsewhere =
  | "line"
  | "member"
  | "block"
  | "text"
  | "list"
  | "object"
  | "column"
  | "map"
  | "netrc"
  | "answer"
  | "printed"
  | "section"
  | "users"
  | "settings"
  | "accounts"
  | "pass"
  | "sasl"
  | "hint";
export type Found = Frame | Elsewhere | null;

/** A name of a setting in the text. */
export interface Name {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
