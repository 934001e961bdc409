/**
 * Characters that a reader does not see, or that reorder what they see (Trojan Source, CVE-2021-42574): format and control
 * characters of Unicode but the tab.
 */
const HIDDEN = /(?!\t)[\p{Cf}\p{Cc}]/gu;
/** What joins two pictures to one: behind a picture, its variation or the colour of its skin. */
const JOINED =
  /(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})/gu;

export const holdsHidden = (line: string): boolean => line.replace(JOINED, "").search(HIDDEN) >= 0;

export const withoutHidden = (line: string): string => line.replace(HIDDEN, "");
