import { tokenShapes } from "./tokens.js";

/**
 * Pieces of three characters without which no pattern of a group can match (case does not count). A piece that is there
 * proves nothing; where all are missing the patterns, ten times as dear as this look, need not run.
 */
const pieces = {
  token: [
    // GitHub, GitLab, Grafana
    ..."hp_ ho_ hu_ hs_ hr_ b_p glp gld glr glc gls glf gla oas".split(" "),
    // JWT, AWS, Google, Azure, signed URLs
    ..."eyj kia sia bia cca aiz a29 csp ey= ig= re= en=".split(" "),
    ...[..."0123456789"].map((digit) => `${digit}q~`),
    // chat, payment, registries, models
    ..."xox xap ks. ks/ k_l k_t hse pm_ ypi yge sk- sg. hf_ :aa".split(" "),
    ...[..."0123456789abcdef"].map((digit) => `sk${digit}`),
    // hosts and tools
    ..."_v1 dck dap hvb hvs hvr snt shp pi_ ak- sv1 cci tt3 e-s".split(" "),
  ],
  header: "riz bea asi oki".split(" "),
  userinfo: ["://"],
  command: ["-u ", "-u=", "-us", "-p ", "-p="],
  assignment: "pas pwd ecr tok ede _au _ke -ke pik ske eke tke dke rke hke nke gke yke yba y_b".split(" "),
  pem: ["-be"],
} as const;

export type Group = keyof typeof pieces;

/** Every URL has the piece of `userinfo`, and hardly any an `@`: the group counts where the text has both. */
const AT = 1 << 7;

const groups = Object.keys(pieces) as Group[];
const bit = (group: Group): number => 1 << groups.indexOf(group);

/** A character in six bits: digits and marks below 32, letters of either case above; what is not ASCII meets something. */
const fold = Uint8Array.from({ length: 256 }, (_, c) => (c < 32 ? 0 : c < 64 ? c - 32 : (c & 31) | 32));
const SPAN = 0x3ffff;

const table = new Uint8Array(SPAN + 1);
for (const group of groups)
  for (const piece of pieces[group]) {
    const place = [...piece].reduce((hash, c) => (hash << 6) | (fold[c.charCodeAt(0)] ?? 0), 0);
    table[place] = (table[place] ?? 0) | bit(group);
  }

const at = fold["@".charCodeAt(0)] ?? 0;
for (let before = 0; before <= SPAN; before += 64) table[before | at] = (table[before | at] ?? 0) | AT;
const settled = (found: number): Screen => (found & AT ? found & ~AT : found & ~bit("userinfo"));

/** Which groups may find something in the text; linear, without an allocation. */
export type Screen = number;
export const NO_GROUPS: Screen = 0;
export const mayContain = (screen: Screen, group: Group): boolean => (screen & bit(group)) !== 0;

export function screenText(text: string): Screen {
  let found = 0;
  let hash = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    // What redaction wrote itself holds words of every group; no pattern begins or ends inside of it.
    if (code === BRACKET && text.startsWith(MARK, i)) i += markLength(text, i + MARK.length);
    hash = ((hash << 6) | (fold[code & 255] as number)) & SPAN;
    found |= table[hash] as number;
  }
  return settled(found);
}

const BRACKET = "[".charCodeAt(0);
const MARK = "[redacted:";
/** The commonest first. */
const kinds = ["password", "secret", "authorization", "cookie", "private-key"]
  .concat(tokenShapes.map(({ kind }) => kind))
  .filter((kind, i, all) => all.indexOf(kind) === i)
  .map((kind) => `${kind}]`);

/** Up to its closing bracket; 0 when it is a text that only looks like a mark, in which a secret can stand. */
function markLength(text: string, at: number): number {
  for (const kind of kinds) if (text.startsWith(kind, at)) return MARK.length + kind.length - 1;
  return 0;
}

/** Of UTF-8, or of any bytes. */
export function screenBytes(bytes: Uint8Array): Screen {
  const screen = new ByteScreen();
  screen.push(bytes);
  return screen.found;
}

/** The same of bytes that come in pieces. */
export class ByteScreen {
  #found = 0;
  #hash = 0;

  get found(): Screen {
    return settled(this.#found);
  }

  push(bytes: Uint8Array): void {
    let [found, hash] = [this.#found, this.#hash];
    for (let i = 0; i < bytes.length; i += 1) {
      hash = ((hash << 6) | (fold[bytes[i] as number] as number)) & SPAN;
      found |= table[hash] as number;
    }
    [this.#found, this.#hash] = [found, hash];
  }
}
