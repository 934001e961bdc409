import { HealError } from "../core/errors.js";

/** A place in a list ordered by time and id; opaque to callers. */
export interface Place {
  at: Date;
  id: string;
}

export const writeCursor = ({ at, id }: Place): string =>
  Buffer.from(JSON.stringify([at.toISOString(), id])).toString("base64url");

/** Throws `HEAL_INPUT_INVALID` for text that is no cursor of ours. */
export function readCursor(cursor: string): Place {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    const [time, id] = Array.isArray(read) ? (read as unknown[]) : [];
    if (typeof time === "string" && typeof id === "string" && !Number.isNaN(Date.parse(time)))
      return { at: new Date(time), id };
  } catch (cause) {
    throw new HealError("HEAL_INPUT_INVALID", "the cursor is not one of ours", { cause });
  }
  throw new HealError("HEAL_INPUT_INVALID", "the cursor is not one of ours");
}
