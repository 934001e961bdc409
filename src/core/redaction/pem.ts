const BEGIN = /-----BEGIN (?:(?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?|OpenVPN [\w -]{3,40})-----/;
const END = /-----END (?:(?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?|OpenVPN [\w -]{3,40})-----/;
const MARK = "[redacted:private-key]";
/** A key of 16384 bits has about 200 lines; after that the block was not a key. */
const MAX_LINES = 400;
/** Lines between a key's lines (other output of the same job) that are let through before the block is given up. */
const MAX_STRANGE = 3;

/**
 * Follows PEM private keys over lines, so that each line of a key is hidden also when a timestamp or job name stands
 * in front of it. Keeps the number of lines.
 */
export class PemFilter {
  #left = 0;
  #strange = 0;
  #words = 0;
  #bodySeen = false;
  /** Lines left of the private part of a PuTTY key, whose head says how many it has. */
  #putty = 0;

  get active(): boolean {
    return this.#left > 0 || this.#putty > 0;
  }

  line(text: string): string {
    if (this.#putty > 0) return this.#puttyLine(text);
    if (this.#left > 0) return this.#inside(text);
    const putty = /(?:^|\s)Private-Lines: (\d{1,3})\s*$/.exec(text);
    if (putty) this.#putty = Number(putty[1]);
    if (!text.includes("-----BEGIN ")) return text;
    return this.#start(text);
  }

  #puttyLine(text: string): string {
    const [from, to] = lastWord(text);
    const isBody = isBase64(text.slice(from, to));
    this.#putty = isBody ? this.#putty - 1 : 0;
    return isBody ? `${text.slice(0, from)}${MARK}${text.slice(to)}` : text;
  }

  /** A loop and one search for an end that is not there: a line can hold a million markers. */
  #start(text: string): string {
    let [done, left, open] = ["", text, false];
    for (let begin = BEGIN.exec(left); begin; begin = BEGIN.exec(left)) {
      const before = left.slice(0, begin.index);
      const rest = left.slice(begin.index + begin[0].length);
      const end = open ? null : END.exec(rest);
      done += `${before}${MARK}`;
      if (end) {
        left = rest.slice(end.index + end[0].length);
        continue;
      }
      if (!open) this.#words = countWords(before);
      open = true;
      // What follows the marker on its own line is key (escaped newlines) unless it is prose, behind which another may begin.
      left = rest.slice(/^\S*/.exec(rest)?.[0].length ?? 0);
    }
    if (open) {
      this.#left = MAX_LINES;
      this.#strange = 0;
      this.#bodySeen = false;
    }
    return `${done}${left}`;
  }

  #inside(text: string): string {
    this.#left -= 1;
    const end = END.exec(text);
    if (end) {
      this.#left = 0;
      const before = text.slice(0, end.index);
      const head = before.slice(0, lastSpace(before) + 1);
      return `${head}${MARK}${this.line(text.slice(end.index + end[0].length))}`;
    }
    if (BEGIN.test(text)) return this.#start(text);
    const [from, to] = lastWord(text);
    const body = text.slice(from, to);
    if (isBase64(body) && this.#isBody(text.slice(0, from), body)) {
      this.#bodySeen = true;
      this.#strange = 0;
      return `${text.slice(0, from)}${MARK}${text.slice(to)}`;
    }
    if (!/(?:Proc-Type|DEK-Info|Version|Comment): |^\s*$/.test(text) && ++this.#strange >= MAX_STRANGE)
      this.#left = 0;
    return text;
  }

  /** Long base64 is a line of a key; a short piece is one when it stands where the key's other lines stood. */
  #isBody(prefix: string, body: string): boolean {
    return body.length >= 30 || ((this.#bodySeen || body.length >= 16) && countWords(prefix) === this.#words);
  }
}

/** Base64, maybe quoted and followed by what source code puts there: `\n`, a quote, a comma. */
const isBase64 = (text: string): boolean =>
  /^[A-Z0-9+/=]+$/i.test(text.replace(/(?:\\[nr])?["',]{0,2}\r?$/, "").replace(/^["']/, ""));

const ESC = "\u001b";
const COLOUR = /^\[[\d;]{0,20}[A-Z]/i;

/** The line's last word, without the colours around it and the carriage return. */
function lastWord(text: string): [from: number, to: number] {
  let to = text.endsWith("\r") ? text.length - 1 : text.length;
  for (let at = text.lastIndexOf(ESC); at >= 0; at = text.lastIndexOf(ESC, to - 1)) {
    if (COLOUR.exec(text.slice(at + 1, to))?.[0].length !== to - at - 1) break;
    to = at;
  }
  let from = lastSpace(text.slice(0, to)) + 1;
  while (text[from] === ESC) {
    const colour = COLOUR.exec(text.slice(from + 1, from + 24));
    if (!colour) break;
    from += 1 + colour[0].length;
  }
  return [from, to];
}

const countWords = (text: string): number => (text.match(/\S+/g) ?? []).length;

function lastSpace(text: string): number {
  const end = text.endsWith("\r") ? text.length - 1 : text.length;
  return Math.max(text.lastIndexOf(" ", end - 1), text.lastIndexOf("\t", end - 1));
}

/** A place in a line that no key stands across: `to`, or behind the key that begins before it. */
export function behindKey(text: string, from: number, to: number): number {
  const last = text.slice(from, to).lastIndexOf("-----BEGIN ");
  if (last < 0) return to;
  const begin = from + last;
  const end = END.exec(text.slice(begin, begin + LONGEST_KEY));
  return end ? Math.max(to, begin + end.index + end[0].length) : to;
}
/** Behind its first marker, in one line: 16384 bits in base64, with escaped line ends. */
const LONGEST_KEY = 20_000;
