import { HealError } from "../core/errors.js";
import { storable } from "./json.js";

/** A place in a list ordered by time and id; opaque to callers. */
export interface Place {
  at: Date;
  id: string;
}

export const writeCursor = ({ at, id }: Place): string =>
  Buffer.from(JSON.stringify([at.toISOString(), id])).toString("base64url");

/** As `writeCursor` writes it, in the years that PostgreSQL has too (its own begin in 4713 BC). */
const isTime = (text: unknown): text is string =>
  typeof text === "string" && /^\d{4}-/.test(text) && !Number.isNaN(Date.parse(text));

/** Throws `HEAL_INPUT_INVALID` for text that is no cursor of ours. */
export function readCursor(cursor: string): Place {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    const [time, id] = Array.isArray(read) ? (read as unknown[]) : [];
    if (isTime(time) && typeof id === "string" && storable(id) === id) return { at: new Date(time), id };
  } catch (cause) {
    throw new HealError("HEAL_INPUT_INVALID", "the cursor is not one of ours", { cause });
  }
  throw new HealError("HEAL_INPUT_INVALID", "the cursor is not one of ours");
}
