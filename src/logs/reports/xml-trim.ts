/** Characters of one run of text, CDATA section or comment that are let through. */
const MAX_RUN = 128 * 1024;

const SECTIONS: readonly { readonly opens: string; readonly closes: string }[] = [
  { opens: "<![CDATA[", closes: "]]>" },
  { opens: "<!--", closes: "-->" },
];
const LONGEST_OPENING = 9;

/**
 * Shortens the runs of XML that nobody reads to their end: a parser holds a text, a CDATA section or a comment as a whole, and
 * the output of a test run is as large as the report. Newlines are kept, so that places stay right.
 */
export class XmlTrim {
  /** What ends the section that the text is in; empty outside of one. */
  #closes = "";
  #run = 0;
  /** The end of a piece that may be the beginning of a section, or of its end. */
  #carried = "";

  write(piece: string): string {
    const text = this.#carried + piece;
    this.#carried = "";
    let kept = "";
    let from = 0;
    let at = 0;
    while (at < text.length) {
      const mark = this.#closes || "<";
      const found = text.indexOf(mark, at);
      const end = found < 0 ? text.length : found;
      // All but what may be half a mark.
      const sure = found < 0 ? Math.max(at, end - (mark.length - 1)) : end;
      const room = Math.max(0, MAX_RUN - this.#run);
      this.#run += sure - at;
      if (sure - at > room) {
        const cut = beforeEntity(text, at + room, this.#closes === "");
        kept += text.slice(from, cut) + newlines(text.slice(cut, sure));
        from = sure;
      }
      at = sure;
      if (found < 0) break;
      if (this.#closes !== "") {
        at += mark.length;
        this.#closes = "";
        this.#run = 0;
      } else {
        const section = SECTIONS.find(({ opens }) => text.startsWith(opens, at));
        if (!section && text.length - at < LONGEST_OPENING && couldOpen(text.slice(at))) break;
        this.#closes = section?.closes ?? "";
        this.#run = 0;
        at += section?.opens.length ?? 1;
      }
    }
    this.#carried = text.slice(at);
    return kept + text.slice(from, at);
  }

  end(): string {
    return this.#carried;
  }
}

const couldOpen = (text: string): boolean => SECTIONS.some(({ opens }) => opens.startsWith(text));

/** A cut in the middle of `&amp;` would leave what is no XML. */
function beforeEntity(text: string, at: number, hasEntities: boolean): number {
  const amp = hasEntities ? text.lastIndexOf("&", at - 1) : -1;
  return amp >= 0 && at - amp < 12 && !text.slice(amp, at).includes(";") ? amp : at;
}

const newlines = (text: string): string => text.replace(/[^\n]+/g, "");
