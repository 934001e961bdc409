/** A line as its reader sees it, and where each of its characters stands in the line (null: at the same place). */
export interface View {
  readonly text: string;
  readonly places: { readonly from: Int32Array; readonly to: Int32Array } | null;
}

const [ESC, BEL] = [27, 7];
export const NUL = 0;

/** The text alone, a whole block of lines at once; its lines keep their numbers. */
export function withoutCodes(block: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let at = block.indexOf("\u001b"); at >= 0; at = block.indexOf("\u001b", from)) {
    const end = sequenceEnd(block, at + 1);
    kept.push(block.slice(from, at), payload(block, at + 1, end));
    from = end;
  }
  const bare = from === 0 ? block : kept.join("") + block.slice(from);
  return bare.includes("\0") ? bare.replaceAll("\0", "") : bare;
}

/** What an OSC says behind its number, as a link's address; apart from what stands around it. */
function payload(text: string, at: number, end: number): string {
  if (text[at] !== "]") return "";
  const said = text.slice(at, end).replaceAll("\u0007", "");
  return said.length > 12 ? ` ${said} ` : "";
}

/** Where the strings of OSC stand in a line: a terminal shows none of them, a log keeps them. */
export function* payloads(line: string): Generator<{ start: number; end: number }> {
  for (let at = line.indexOf("\u001b]"); at >= 0; at = line.indexOf("\u001b]", at + 2)) {
    let end = at + 2;
    while (end < line.length && line.charCodeAt(end) !== BEL && line.charCodeAt(end) !== ESC) end += 1;
    if (end - at > 12) yield { start: at + 2, end };
  }
}

/** Without terminal sequences (ECMA-48) and without the NULs of UTF-16, wherever they stand. */
export function plainView(line: string): View {
  if (!line.includes("\u001b") && !line.includes("\0")) return { text: line, places: null };
  const places = { from: new Int32Array(line.length), to: new Int32Array(line.length) };
  const kept: string[] = [];
  let n = 0;
  let from = 0;
  for (let i = 0; i < line.length; ) {
    const code = line.charCodeAt(i);
    const next = code === NUL ? i + 1 : code === ESC ? sequenceEnd(line, i + 1) : i;
    if (next === i) {
      places.from[n] = i++;
      places.to[n++] = i;
      continue;
    }
    kept.push(line.slice(from, i));
    from = i = next;
  }
  kept.push(line.slice(from));
  return { text: kept.join(""), places };
}

/**
 * Where the sequence ends whose ESC stands before `at`: CSI, OSC, else one character. One that is broken off ends before
 * the control character that breaks it, so that a line keeps its end.
 */
export function sequenceEnd(line: string, at: number): number {
  let i = at + 1;
  const kind = line[at];
  if (kind === "[") {
    while (line.charCodeAt(i) >= 0x20 && line.charCodeAt(i) < 0x40) i += 1;
    return line.charCodeAt(i) >= 0x40 ? i + 1 : Math.min(i, line.length);
  }
  if (kind === "]") {
    while (i < line.length && !"\u0007\u001b\n".includes(line[i] as string)) i += 1;
    if (line.charCodeAt(i) === BEL) return i + 1;
    return line.startsWith("\u001b\\", i) ? i + 2 : i;
  }
  if ((kind === "(" || kind === ")") && line.charCodeAt(i) >= 0x20) i += 1;
  return line.charCodeAt(at) >= 0x20 ? Math.min(i, line.length) : Math.min(at, line.length);
}

/** Whether `decodedView` has something to decode. */
export const isEncoded = (text: string): boolean =>
  /%[2-7][0-9a-f]|\\u00[2-7][0-9a-f]|\\x[2-7][0-9a-f]|:\\\/\\\/|&(?:quot|amp|lt|gt|apos|#\d\d|#x[2-7][\da-f]);|(?:\\u001b|\\x1b|\\0?33|\\e|\^\[)\[/i.test(
    text,
  );

const ENTITIES: Readonly<Record<string, string>> = {
  "&quot;": '"',
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&apos;": "'",
};

/** One pass over percent codes, `\u003d` and `\x3d` of string literals, `\/` of JSON and the entities of XML. */
export function decodedView(view: View): View {
  const { text } = view;
  const places = { from: new Int32Array(text.length), to: new Int32Array(text.length) };
  const out: string[] = [];
  let n = 0;
  let done = 0;
  for (let i = 0; i < text.length; ) {
    const code = text.charCodeAt(i);
    const coded = CODED.has(code) ? (colourAt(text, i) ?? decodeAt(text, i)) : null;
    const next = i + (coded?.length ?? 1);
    places.from[n] = view.places ? (view.places.from[i] as number) : i;
    places.to[n] = view.places ? (view.places.to[next - 1] as number) : next;
    if (coded) {
      out.push(text.slice(done, i), coded.char);
      done = next;
    }
    if (coded?.char !== "") n += 1;
    i = next;
  }
  out.push(text.slice(done));
  return { text: out.join(""), places };
}

/** `%`, `&`, `\` and `^`. */
const CODED: ReadonlySet<number> = new Set([37, 38, 92, 94]);

/** A terminal's sequence that was itself written out, as JSON, shells and `cat -v` do; its reader sees nothing of it. */
function colourAt(text: string, at: number): { char: string; length: number } | null {
  const found = /^(?:\\u001b|\\x1b|\\0?33|\\e|\^\[)\[[\d;?]{0,20}[A-Z]/i.exec(text.slice(at, at + 32));
  return found ? { char: "", length: found[0].length } : null;
}

function decodeAt(text: string, at: number): { char: string; length: number } | null {
  const start = text[at];
  if (start === "%") return hex(text, at + 1, 2, 3);
  if (start === "^") return null;
  if (start === "&") {
    const number = /^&#(?:x([2-7][\da-f])|(\d\d));/i.exec(text.slice(at, at + 6));
    if (number) {
      const code = number[1] === undefined ? Number(number[2]) : parseInt(number[1], 16);
      return code < 32 || code > 126 ? null : { char: String.fromCharCode(code), length: number[0].length };
    }
    const end = text.indexOf(";", at);
    const char = end > 0 && end - at < 7 ? ENTITIES[text.slice(at, end + 1).toLowerCase()] : undefined;
    return char === undefined ? null : { char, length: end + 1 - at };
  }
  const kind = text[at + 1];
  if (kind === "/") return { char: "/", length: 2 };
  if (kind === "x") return hex(text, at + 2, 2, 4);
  return kind === "u" && text.startsWith("00", at + 2) ? hex(text, at + 4, 2, 6) : null;
}

function hex(
  text: string,
  at: number,
  digits: number,
  length: number,
): { char: string; length: number } | null {
  const code = text.slice(at, at + digits);
  if (!/^[2-7][0-9a-f]$/i.test(code)) return null;
  const char = String.fromCharCode(parseInt(code, 16));
  return char === "\u007f" ? null : { char, length };
}
