/** One kind of secret that its own look gives away, whatever stands around it. */
export interface Kind {
  /** Unique in the table. */
  readonly id: string;
  /** What the mark says in the secret's place. */
  readonly kind: string;
  /** Where its issuer describes it. */
  readonly doc: string;
  /** Literal pieces without which it is not there; the line is looked at closely only where one stands. */
  readonly starts: readonly string[];
  /** How many characters of it stand before the piece; several numbers where that varies. */
  readonly leads: readonly number[];
  /** RE2, from its first character on: a sequence of characters and bounded repetitions, so that a try costs no more than its length. */
  readonly pattern: string;
  /** Only at the start of a word. */
  readonly edge: boolean;
  /** Only where the word ends with it; otherwise what follows in the same word goes with it. */
  readonly whole: boolean;
  /** Characters besides letters, digits, `_` and `-` that go with it. */
  readonly more: string;
  /** Words that begin like it stay: it must hold a digit or a capital. */
  readonly random: boolean;
  /** It must hold a digit: names in code begin like it and have capitals. */
  readonly digit: boolean;
  /** It must hold capitals, small letters and digits: hashes begin like it. */
  readonly mixed: boolean;
  /** What stands up to the piece's end is no secret, and stays. */
  readonly keep: boolean;
  /** What a sample looks like behind each piece: `%w36` is 36 letters and digits (see the tests). */
  readonly sample: string;
  /** What looks nearly like it, and stays. */
  readonly neighbours: readonly string[];
}

export interface Options {
  kind?: string;
  lead?: string | readonly [before: string, ...lengths: number[]];
  edge?: boolean;
  whole?: boolean;
  more?: string;
  random?: boolean;
  digit?: boolean;
  mixed?: boolean;
  keep?: boolean;
  stays?: readonly string[];
}

/** A row: `starts` are separated by blanks; `rest` follows any of them. */
export function shape(
  id: string,
  doc: string,
  starts: string,
  rest: string,
  sample: string,
  options: Options = {},
): Kind {
  const pieces = starts.split(" ");
  const lead = options.lead ?? ["", 0];
  const [before, ...lengths] = typeof lead === "string" ? [lead, 0] : lead;
  return {
    id,
    kind: options.kind ?? id,
    doc: `https://${doc}`,
    starts: pieces,
    leads: lengths,
    pattern: `${before}(?:${pieces.map(escaped).join("|")})${rest}`,
    edge: options.edge ?? true,
    whole: options.whole ?? false,
    more: options.more ?? "",
    random: options.random ?? options.lead === undefined,
    digit: options.digit ?? false,
    mixed: options.mixed ?? false,
    keep: options.keep ?? false,
    sample,
    neighbours: options.stays ?? [],
  };
}

const escaped = (text: string): string => text.replace(/[.+*?()[\]{}|^$\\/]/g, "\\$&");
