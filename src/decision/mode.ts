import { modes, type Mode } from "../core/mode.js";

export { modes, type Mode } from "../core/mode.js";

/** What an effect does to the world outside: answering a person who asked, speaking unasked, or acting. */
export type Reach = "answer" | "speak" | "act";

const needed: Record<Reach, Mode> = { answer: "observe", speak: "suggest", act: "act" };

export const stricter = (a: Mode, b: Mode): Mode => (modes.indexOf(a) <= modes.indexOf(b) ? a : b);

export const allows = (mode: Mode, reach: Reach): boolean =>
  modes.indexOf(mode) >= modes.indexOf(needed[reach]);
