import { HealError } from "../core/errors.js";
import { MINUTE } from "../core/clock.js";
import type { Severity } from "../events/event.js";
import type { IncidentState } from "../events/incident.js";
import { readCursor, writeCursor } from "./cursor.js";
import type { Db } from "./db.js";
import { FINAL } from "./final-states.js";
import { wantedBy, type IncidentFilter } from "./incident-list.js";

export interface BurningFilter extends Omit<IncidentFilter, "state" | "over"> {
  /** Default: every one in which an incident is not over. */
  states?: readonly IncidentState[];
  /** Every incident is a line of its own. */
  apart?: boolean;
}

/** Alerts of one service that began together are one line: whoever is paged looks at the service first. */
export interface BurningLine {
  /** The worst first, then the newest; of a large one the first hundred. */
  ids: number[];
  members: number;
  severities: Severity[];
  states: IncidentState[];
  events: number;
  since: Date;
  seen: Date;
}

/** Of two alerts of a service that begin further apart the later one is no part of the same storm: Alertmanager's `group_interval`. */
const STORM_MS = 5 * MINUTE;

/** What is not over: worst first, then what began last. `next` goes back in as `cursor`; `null` on the last page. */
export async function listBurning(
  db: Db,
  filter: BurningFilter = {},
): Promise<{ lines: BurningLine[]; next: string | null }> {
  const limit = filter.limit ?? 50;
  const from = filter.cursor === undefined ? null : placeOf(filter.cursor);
  const { states = null, apart = false } = filter;
  const { severity, repository, service, environment, source, words } = wantedBy(filter);
  // Few of all incidents burn: read as a whole, by the index that has them alone, whatever is asked of them.
  const rows = await db.many<BurningLine & { worst: number }>`
    with burning as materialized (
      select id, kind, state, severity, title, repository, service, environment, source, events, first_seen, last_seen
      from incidents where state not in ${FINAL}),
    wanted as (
      select *, array_position(array['critical', 'error', 'warning', 'info'], severity) as rank,
        case when not ${apart}::boolean and kind = 'alert' and service is not null
          then jsonb_build_array(lower(service), lower(environment), lower(repository)) else to_jsonb(id) end as thing
      from burning
      where (${states}::text[] is null or state = any(${states}::text[]))
        and (${repository}::text is null or lower(repository) = ${repository})
        and (${severity}::text is null or severity = ${severity})
        and (${service}::text is null or lower(service) = ${service})
        and (${environment}::text is null or lower(environment) = ${environment})
        and (${source}::text is null or source = ${source})
        and (${words}::text is null
          or incident_words(title, service, repository) @@ to_tsquery('pg_catalog.simple', ${words}))),
    begun as (
      select *, first_seen - lag(first_seen) over (partition by thing order by first_seen, id) as pause from wanted),
    storms as (
      select *, count(*) filter (where pause > make_interval(secs => ${STORM_MS / 1_000}))
        over (partition by thing order by first_seen, id) as storm from begun),
    lines as (
      select (array_agg(id order by rank, first_seen desc, id desc))[1:100] as ids, count(*) as members, min(rank) as worst,
        array_agg(severity) as severities, array_agg(state) as states, sum(events) as events,
        min(first_seen) as since, max(last_seen) as seen
      from storms group by thing, storm)
    select members, worst, severities, states, events, since, seen, to_jsonb(ids) as ids from lines
    where ${from?.worst ?? null}::int is null or worst > ${from?.worst ?? null}
      or (worst = ${from?.worst ?? null} and (since, ids[1]) < (${from?.at ?? null}::timestamptz, ${from?.id ?? null}::bigint))
    order by worst, since desc, ids[1] desc
    limit ${limit + 1}`;
  const lines = rows.slice(0, limit);
  const last = lines.at(-1);
  const more = rows.length > limit && last !== undefined;
  const next = more ? writeCursor({ at: last.since, id: `${last.worst}.${last.ids[0]}` }) : null;
  return { lines, next };
}

const CURSOR = /^([1-4])\.(\d{1,15})$/;

/** Whether a cursor is one of this list; of another one it is false. */
export const isBurningCursor = (cursor: string): boolean => CURSOR.test(readCursor(cursor).id);

function placeOf(cursor: string): { worst: number; at: Date; id: number } {
  const { at, id } = readCursor(cursor);
  const [, worst, number] = CURSOR.exec(id) ?? [];
  if (worst === undefined) throw new HealError("HEAL_INPUT_INVALID", "the cursor is not one of ours");
  return { worst: Number(worst), at, id: Number(number) };
}
