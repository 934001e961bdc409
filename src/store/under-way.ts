import type { Db } from "./db.js";

/** Effects that a worker is making at this moment, and incidents whose move is still to be made. */
export const underWay = (db: Db, now: Date): Promise<{ effects: number; incidents: number }> =>
  db.one`
    select (select count(*) from intents where state = 'claimed' and claimed_until > ${now}) as effects,
      (select count(*) from incidents where state = 'acting') as incidents`;
