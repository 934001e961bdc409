import { createHmac, timingSafeEqual } from "node:crypto";

/** What a mark speaks for: one effect, in one repository, of one kind. */
export interface MarkTarget {
  /** Name of the action, or of what is asked of somebody else. */
  kind: string;
  repository: { id: number | null; fullName: string };
  key: string;
}

/** How heal knows its own things again among texts that strangers write. */
export interface Marks {
  /** `<key>:<mac>`, without spaces: for a title, an input, a line that somebody else is asked to copy. */
  word(of: MarkTarget): string;
  /** The last line of a text of heal's own. */
  line(of: MarkTarget): string;
  /** Whether this is that word. */
  isWord(text: string, of: MarkTarget): boolean;
  /** Whether a text ends with that line. Who wrote the text is for the caller to ask. */
  ends(text: string, of: MarkTarget): boolean;
}

/** 128 bits: nobody guesses them (NIST SP 800-107, 5.3.3), and a run's title stays readable. */
const MAC_HEX = 32;

/** `secret`: 32 bytes that leave neither the database nor the process. */
export function createMarks(secret: Buffer): Marks {
  const word = ({ kind, repository, key }: MarkTarget): string => {
    // A name may come to belong to another repository; the id cannot.
    const where = repository.id === null ? repository.fullName.toLowerCase() : String(repository.id);
    const mac = createHmac("sha256", secret)
      .update(JSON.stringify([kind, where, key]))
      .digest("hex");
    return `${key}:${mac.slice(0, MAC_HEX)}`;
  };
  const line = (of: MarkTarget): string => `<!-- heal:${word(of)} -->`;
  return {
    word,
    line,
    isWord: (text, of) => same(text, word(of)),
    ends: (text, of) => same(lastLine(text), line(of)),
  };
}

/**
 * Marks that also know the last line that version 0.1.0 wrote, of one key. For an effect that such a process began, in texts of
 * heal's own: this version ends each of its texts with a MAC, so what strangers write into them is never the last line.
 */
export const orFormer = (marks: Marks, key: string): Marks => ({
  ...marks,
  ends: (text, of) => marks.ends(text, of) || lastLine(text) === `<!-- heal:${key} -->`,
});

/** Without a difference in time that would tell how much of a guess was right. */
function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function lastLine(text: string): string {
  const whole = text.trimEnd();
  return whole.slice(whole.lastIndexOf("\n") + 1).trim();
}
