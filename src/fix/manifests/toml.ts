import { parse } from "smol-toml";
import { unreadable } from "./change.js";

/** Deeper than any manifest or lock file. */
const MAX_DEPTH = 60;

/** The tables of a TOML text; a key that stands twice is an error of TOML itself. Throws `HEAL_INPUT_INVALID`. */
export function readToml(text: string): unknown {
  try {
    return parse(text, { maxDepth: MAX_DEPTH, integersAsBigInt: false });
  } catch (error) {
    throw unreadable(
      error instanceof Error ? `TOML (${(error.message.split("\n")[0] ?? "").slice(0, 80)})` : "TOML",
    );
  }
}
