import { MINUTE } from "../core/clock.js";
import type { AlertTransition } from "../events/alerts/episode.js";
import type { AlertEvent, ErrorEvent } from "../events/event.js";
import type { AlertRole } from "../store/alert-groups.js";
import type { Db } from "../store/db.js";
import { addTimeline, timelineLength } from "../store/timeline.js";

/** Lines of a group's alerts that people read one by one; beyond them the list of its alerts tells more. */
const LINES = 40;

interface Told {
  event: AlertEvent;
  turn: AlertTransition;
  place: "joins" | "returns" | "opens";
  role: AlertRole;
  at: Date;
}

/** What a message of an alert adds to the story of its incident. What only says that it goes on adds nothing. */
export async function tellTurn(tx: Db, incident: number, told: Told): Promise<void> {
  const words = wordsOf(told);
  if (words === null) return;
  const isNews = told.place !== "joins" || told.turn === "late";
  if (!isNews && (await timelineLength(tx, incident, "seen")) >= LINES) return;
  const { event, at } = told;
  await addTimeline(tx, incident, {
    kind: "seen",
    actor: event.source,
    text: `${words}${saidAt(event, at)}`,
    url: event.url,
    at,
  });
}

function wordsOf({ event, turn, place, role }: Told): string | null {
  const { title, unproven } = event;
  if (turn === "late") return `Told late, of a firing that is over: ${title}`;
  if (turn === "ends")
    return `Resolved: ${title}${unproven === undefined ? "" : `, which proves nothing (${unproven})`}`;
  if (turn !== "begins") return place === "opens" ? `First seen: ${title}` : null;
  if (place === "opens") return `First seen: ${title}`;
  if (place === "returns") return `It came back: ${title}`;
  return role === "consequence" ? `A consequence, not acted on: ${title}` : `Also firing: ${title}`;
}

/** Told where the sender's clock and ours are apart: how long it has been so, or that the clock is wrong. */
export function saidAt(
  { occurredAt, statedAt }: Pick<ErrorEvent, "occurredAt" | "statedAt">,
  at: Date,
): string {
  if (statedAt !== undefined) return ` (its sender dates it ${statedAt}, which is not believed)`;
  const apart = Math.abs(at.getTime() - occurredAt.getTime());
  return apart < 5 * MINUTE ? "" : ` (its sender dates it ${occurredAt.toISOString()})`;
}
