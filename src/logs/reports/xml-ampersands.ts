/**
 * Where a section begins, or a sign that begins no reference and no tag. Names of real entities are short; the elements of no report
 * begin with one of these signs.
 */
const MARK =
  /<(?:!\[CDATA\[|!--|(?=[\s\d=<>&"'(),.;+*-]))|&(?!(?:#\d{1,7}|#[xX][\dA-Fa-f]{1,6}|[A-Za-z_:][\w.:-]{0,60});)/g;
const CLOSES: Readonly<Record<string, string>> = { "<![CDATA[": "]]>", "<!--": "-->" };
const ESCAPED: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;" };
const LONGEST_REFERENCE = 63;

/**
 * Writes `&` as `&amp;` where it begins no reference, and `<` as `&lt;` where it begins no tag. A parser takes all up to the next `;` for the name of an entity, elements
 * too, so that a failure may be lost in it. Takes text as `XmlTrim` lets it through: no mark of a section is cut in two.
 */
export class XmlAmpersands {
  /** What ends the section that the text is in; empty outside of one. */
  #closes = "";
  #carried = "";

  constructor(private readonly met: () => void) {}

  write(piece: string): string {
    return this.#escaped(this.#carried + piece, false);
  }

  end(): string {
    return this.#escaped(this.#carried, true);
  }

  #escaped(text: string, isEnd: boolean): string {
    let kept = "";
    let from = 0;
    let at = this.#afterSection(text, 0);
    this.#carried = "";
    while (at < text.length) {
      MARK.lastIndex = at;
      const match = MARK.exec(text);
      if (!match) break;
      const [mark] = match;
      at = match.index + mark.length;
      const closes = CLOSES[mark];
      if (closes !== undefined) {
        this.#closes = closes;
        at = this.#afterSection(text, at);
      } else if (!isEnd && mark === "&" && mayGoOn(text, match.index)) {
        // The reference may go on in the next piece.
        this.#carried = text.slice(match.index);
        return kept + text.slice(from, match.index);
      } else {
        kept += text.slice(from, match.index) + (ESCAPED[mark] ?? mark);
        from = at;
        this.met();
      }
    }
    return from === 0 ? text : kept + text.slice(from);
  }

  /** The end of the section that the text is in at this place, or the place itself outside of one. */
  #afterSection(text: string, at: number): number {
    if (this.#closes === "") return at;
    const found = text.indexOf(this.#closes, at);
    if (found < 0) return text.length;
    const end = found + this.#closes.length;
    this.#closes = "";
    return end;
  }
}

const mayGoOn = (text: string, at: number): boolean =>
  text.length - at < LONGEST_REFERENCE && /^&[#\w.:-]*$/.test(text.slice(at));
