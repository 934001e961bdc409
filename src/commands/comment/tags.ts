/** Elements without an end. https://html.spec.whatwg.org/#void-elements */
const VOID = new Set("area base br col embed hr img input link meta param source track wbr".split(" "));

/**
 * Counts the HTML elements that are open while a comment is walked in its order: what stands inside one may be folded away,
 * quoted, struck through or set as code. One pass; a tag that does not end counts for nothing, as browsers have it.
 */
export class OpenTags {
  readonly #open = new Map<string, number>();

  get any(): boolean {
    return this.#open.size > 0;
  }

  feed(html: string): void {
    for (let at = html.indexOf("<"); at >= 0; at = html.indexOf("<", at)) {
      if (html.startsWith("<!--", at)) {
        const end = html.indexOf("-->", at + 2);
        if (end < 0) return;
        at = end + 3;
        continue;
      }
      const name = /^<\/?([a-z][^\s/>]{0,30})/i.exec(html.slice(at, at + 34))?.[1]?.toLowerCase();
      if (name === undefined) {
        at += 1;
        continue;
      }
      const end = endOfTag(html, at);
      if (end < 0) return;
      if (html[at + 1] === "/") this.#count(name, -1);
      else if (!VOID.has(name) && html[end - 1] !== "/") this.#count(name, 1);
      at = end + 1;
    }
  }

  #count(name: string, by: 1 | -1): void {
    const now = (this.#open.get(name) ?? 0) + by;
    if (now > 0) this.#open.set(name, now);
    else this.#open.delete(name);
  }
}

/** Where the `>` of the tag at `from` stands, which is none inside quotation marks; -1: nowhere. */
function endOfTag(html: string, from: number): number {
  let quote = "";
  for (let i = from; i < html.length; i += 1) {
    const char = html.charAt(i);
    if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === ">") return i;
    else if (char === '"' || char === "'") quote = char;
  }
  return -1;
}
