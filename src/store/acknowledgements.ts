import type { Db } from "./db.js";
import { addTimeline } from "./timeline.js";

/** Somebody takes care of an incident, until it is over. */
export interface Acknowledgement {
  by: string;
  /** In words, such as `by /heal ack`. */
  how: string;
  at: Date;
}

/** Of this round: what was over and came back needs a person anew. */
export const acknowledgementOf = (db: Db, incident: number): Promise<Acknowledgement | null> =>
  db.maybe<Acknowledgement>`
    select a.by, a.how, a.at from incidents i
    join acknowledgements a on a.incident_id = i.id and a.round = i.reopened where i.id = ${incident}`;

/**
 * Notes who took it up (`account`: by a name of GitHub's), with a line of its story, and lets what was to be told later be dropped; gives the messages to look at. The
 * first one stays: `null` when there is one already.
 */
export async function acknowledge(
  tx: Db,
  incident: number,
  { by, how, at, account = true }: Acknowledgement & { account?: boolean },
): Promise<number[] | null> {
  const noted = await tx.run`
    insert into acknowledgements (incident_id, round, by, how, at)
    select id, reopened, ${by}::text, ${how}::text, ${at}::timestamptz from incidents where id = ${incident}
    on conflict (incident_id, round) do nothing`;
  if (noted === 0) return null;
  const who = account ? `@${by}` : by;
  await addTimeline(tx, incident, { kind: "asked", actor: who, text: `Taken up by ${who}, ${how}`, at });
  const due = await tx.many<{ id: number }>`
    update notifications set next_try_at = ${at} where incident_id = ${incident} and state = 'waiting'
      and what in ('rung', 'reminder', 'still_firing') returning id`;
  return due.map(({ id }) => id);
}
