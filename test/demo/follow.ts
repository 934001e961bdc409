import { setTimeout as pause } from "node:timers/promises";
import type { Db } from "../../src/store/db.js";
import type { Say } from "./story.js";

/** Tells what heal writes into its incidents' timelines, line by line as it happens; `from`: what was told before. */
export function follow(db: Db, say: Say, from = 0): { stop(): Promise<number> } {
  let last = from;
  let on = true;
  const look = async (): Promise<void> => {
    const rows = await db.many<{ id: number; actor: string; text: string; url: string | null }>`
      select id, actor, text, url from timeline where id > ${last} order by id`;
    for (const { id, actor, text, url } of rows) {
      last = Math.max(last, id);
      say(actor, text, url ?? undefined);
    }
  };
  const loop = (async () => {
    while (on) {
      await look();
      await pause(100);
    }
    await look();
  })();
  return {
    stop: async () => {
      on = false;
      await loop;
      return last;
    },
  };
}
