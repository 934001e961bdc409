/** Elements without an end. https://html.spec.whatwg.org/#void-elements */
const VOID = new Set("area base br col embed hr img input link meta param source track wbr".split(" "));
/** Open ones of these end with whatever they stand in. https://html.spec.whatwg.org/#generate-implied-end-tags */
const IMPLIED = new Set("dd dt li optgroup option p rb rp rt rtc".split(" "));
/** Browsers see no tags in them, and GitHub shows their tags as text (GFM, 6.11), which leaves the tags in them live. */
const RAW = new Set("title textarea style xmp iframe noembed noframes script noscript plaintext".split(" "));

/** How what follows is shown: `doubtful`, browsers may see it otherwise than its author, who is told so. */
export type Showing = "seen" | "hidden" | "doubtful";

/**
 * The HTML elements that are open while a comment is walked in its order, as browsers read tags: what stands inside one may be
 * folded away, quoted, struck through or set as code. What ends nowhere, or not where it began, is doubtful up to the end.
 */
export class OpenTags {
  readonly #open: string[] = [];
  #doubt = false;
  /** Elements below this belong to what is around the list or the cell that is walked. */
  #floor = 0;

  get showing(): Showing {
    if (this.#doubt) return "doubtful";
    return this.#open.length > 0 ? "hidden" : "seen";
  }

  doubt(): void {
    this.#doubt = true;
  }

  /** Inside of a list, a quotation, a cell: a tag there need not end what was opened outside. */
  within(walk: () => void): void {
    const before = this.#floor;
    this.#floor = this.#open.length;
    walk();
    this.#floor = before;
  }

  /** One pass. */
  feed(html: string): void {
    for (let at = html.indexOf("<"); at >= 0 && !this.#doubt; at = html.indexOf("<", at)) {
      const tag = /^<(\/?)([a-z][^\t\n\f\r />]*)/i.exec(html.slice(at, at + LONGEST_NAME));
      const end = tag ? endOfTag(html, at + tag[0].length) : endOfOther(html, at);
      if (end === null) at += 1;
      else if (end < 0) this.doubt();
      else {
        at = end;
        if (tag) this.#take(tag[2]?.toLowerCase() ?? "", tag[1] === "/", html[end - 2] === "/");
      }
    }
  }

  #take(name: string, ends: boolean, slash: boolean): void {
    if (name.length >= LONGEST_NAME - 2 || RAW.has(name)) this.doubt();
    else if (ends) this.#end(name);
    else if (!VOID.has(name)) {
      this.#open.push(name);
      // Its author took it for a whole element. It is one in SVG and MathML alone, which GitHub does not show.
      if (slash) this.doubt();
    }
  }

  #end(name: string): void {
    const at = this.#open.lastIndexOf(name);
    if (at < 0) return;
    if (at < this.#floor || this.#open.slice(at + 1).some((inner) => !IMPLIED.has(inner))) this.doubt();
    else this.#open.length = at;
  }
}

const LONGEST_NAME = 34;

type State = "between" | "name" | "named" | "value" | "bare";
const BLANK = /[\t\n\f\r ]/;

/**
 * Behind the tag whose name ends before `from`; -1: it does not end. A quotation mark counts where a value begins, and nowhere
 * else. https://html.spec.whatwg.org/#before-attribute-name-state
 */
function endOfTag(html: string, from: number): number {
  let state: State = "between";
  for (let i = from; i < html.length; i += 1) {
    const char = html.charAt(i);
    if (char === ">") return i + 1;
    if (state === "value" && (char === '"' || char === "'")) {
      i = html.indexOf(char, i + 1);
      if (i < 0) return -1;
      state = "between";
    } else state = after(state, char);
  }
  return -1;
}

function after(state: State, char: string): State {
  if (BLANK.test(char)) {
    if (state === "bare") return "between";
    return state === "name" ? "named" : state;
  }
  if (state === "value" || state === "bare") return "bare";
  if (char === "/") return "between";
  return char === "=" && state !== "between" ? "value" : "name";
}

/** Behind a comment or what browsers take for one; -1: it does not end, or not everywhere alike; null: only a `<`. */
function endOfOther(html: string, at: number): number | null {
  if (html.startsWith("<!--", at)) {
    if (/^-?>/.test(html.slice(at + 4, at + 6))) return html.indexOf(">", at) + 1;
    const end = html.indexOf("-->", at + 4);
    return end < 0 || html.slice(at, end).includes("--!>") ? -1 : end + 3;
  }
  // Text in SVG and MathML, a comment elsewhere.
  if (/^<!\[CDATA\[/i.test(html.slice(at, at + 9))) return -1;
  return /^<(?:[!?]|\/[^a-z])/i.test(html.slice(at, at + 3)) ? html.indexOf(">", at) + 1 || -1 : null;
}
