import { clip, plain } from "../core/text.js";

/** Text that must not begin a line of its own: a title, a glob, a name. */
export const oneLine = (text: string, max = 200): string =>
  clip(plain(text).replace(/\s+/g, " ").trim(), max);
