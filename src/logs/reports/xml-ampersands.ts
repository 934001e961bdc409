const SECTIONS: Readonly<Record<string, string>> = { "<![CDATA[": "]]>", "<!--": "-->" };
const SECTION = /<!\[CDATA\[|<!--/g;
/** A sign that begins no reference, or no tag. Names of real entities are short. */
const LONE = /&(?!(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z_:][\w.:-]{0,60});)|<(?=[\s\d=<>&"'(),.;+*-])/gi;
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
    const text = this.#carried + piece;
    this.#carried = "";
    const parts: string[] = [];
    let at = 0;
    while (at < text.length) {
      if (this.#closes !== "") {
        const found = text.indexOf(this.#closes, at);
        const end = found < 0 ? text.length : found + this.#closes.length;
        if (found >= 0) this.#closes = "";
        parts.push(text.slice(at, end));
        at = end;
        continue;
      }
      SECTION.lastIndex = at;
      const section = SECTION.exec(text);
      parts.push(this.#outside(text.slice(at, section?.index), section === null));
      at = section ? section.index + section[0].length : text.length;
      if (section) {
        parts.push(section[0]);
        this.#closes = SECTIONS[section[0]] ?? "";
      }
    }
    return parts.length === 1 ? (parts[0] ?? "") : parts.join("");
  }

  end(): string {
    const text = this.#carried;
    this.#carried = "";
    return this.#escaped(text);
  }

  /** A reference at the end of a piece may go on in the next one. */
  #outside(text: string, goesOn: boolean): string {
    const last = goesOn ? text.lastIndexOf("&") : -1;
    const isOpen = last >= 0 && text.length - last < LONGEST_REFERENCE && !text.includes(";", last);
    if (isOpen) this.#carried = text.slice(last);
    return this.#escaped(isOpen ? text.slice(0, last) : text);
  }

  #escaped(text: string): string {
    const escaped = text.replace(LONE, (sign) => (sign === "&" ? "&amp;" : "&lt;"));
    if (escaped.length !== text.length) this.met();
    return escaped;
  }
}
