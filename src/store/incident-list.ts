import { HealError } from "../core/errors.js";
import type { Severity } from "../events/event.js";
import type { IncidentState } from "../events/incident.js";
import { readCursor, writeCursor } from "./cursor.js";
import type { Db } from "./db.js";
import { FINAL } from "./final-states.js";
import type { IncidentHead } from "./incident-row.js";
import { storable } from "./json.js";

/** Names are those of any case; what is left out matches all. */
export interface IncidentFilter {
  state?: IncidentState;
  /** `owner/name`. */
  repository?: string;
  severity?: Severity;
  service?: string;
  environment?: string;
  source?: string;
  /** Words, or their beginnings, of title, service and repository: all of them have to be there. */
  text?: string;
  /** Only what is over. */
  over?: boolean;
  cursor?: string;
  /** Default 50. */
  limit?: number;
}

/** A line of a list. No JSON is opened for it: a damaged row takes no list down. */
export type ListedIncident = Pick<
  IncidentHead,
  | "id"
  | "key"
  | "state"
  | "kind"
  | "repository"
  | "severity"
  | "title"
  | "category"
  | "service"
  | "environment"
  | "action"
  | "issue_number"
  | "events"
  | "first_seen"
  | "last_seen"
  | "next_step_at"
> & {
  workflow: string | null;
  branch: string | null;
  /** Why it does not get further; null: it does. */
  trouble: string | null;
  /** Telling people failed. */
  untold: boolean;
};

/** Last seen first. `next` goes back in as `cursor`; `null` on the last page. Throws `HEAL_INPUT_INVALID` on a bad cursor. */
export async function listIncidents(
  db: Db,
  filter: IncidentFilter = {},
): Promise<{ incidents: ListedIncident[]; next: string | null }> {
  const limit = filter.limit ?? 50;
  const from = filter.cursor === undefined ? null : placeOf(filter.cursor);
  const { state = null, over = false } = filter;
  const { severity, repository, service, environment, source, words } = wantedBy(filter);
  const rows = await db.many<ListedIncident>`
    select id, key, state, kind, repository, severity, title, category, service, environment, action, issue_number, events,
      first_seen, last_seen, next_step_at, run ->> 'workflow' as workflow, run ->> 'branch' as branch,
      trouble ->> 'reason' as trouble, coalesce(trouble ->> 'untold', '0') <> '0' as untold
    from incidents
    where (${state}::text is null or state = ${state})
      and (not ${over}::boolean or state in ${FINAL})
      and (${repository}::text is null or lower(repository) = ${repository})
      and (${severity}::text is null or severity = ${severity})
      and (${service}::text is null or lower(service) = ${service})
      and (${environment}::text is null or lower(environment) = ${environment})
      and (${source}::text is null or source = ${source})
      and (${words}::text is null
        or incident_words(title, service, repository) @@ to_tsquery('pg_catalog.simple', ${words}))
      and (${from?.at ?? null}::timestamptz is null or (last_seen, id) < (${from?.at ?? null}, ${from?.id ?? null}::bigint))
    order by last_seen desc, id desc
    limit ${limit + 1}`;
  const incidents = rows.slice(0, limit);
  const last = incidents.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { incidents, next: more ? writeCursor({ at: last.last_seen, id: String(last.id) }) : null };
}

/** Lines of incidents by their ids, in no order. */
export const incidentLines = (db: Db, ids: readonly number[]): Promise<ListedIncident[]> =>
  db.many<ListedIncident>`
    select id, key, state, kind, repository, severity, title, category, service, environment, action, issue_number, events,
      first_seen, last_seen, next_step_at, run ->> 'workflow' as workflow, run ->> 'branch' as branch,
      trouble ->> 'reason' as trouble, coalesce(trouble ->> 'untold', '0') <> '0' as untold
    from incidents where id = any(${[...ids]}::bigint[])`;

/** A filter as statements compare it; null: all. */
export function wantedBy(filter: IncidentFilter) {
  const lower = (name: string | undefined) => (name === undefined ? null : storable(name).toLowerCase());
  return {
    severity: filter.severity ?? null,
    repository: lower(filter.repository),
    service: lower(filter.service),
    environment: lower(filter.environment),
    source: lower(filter.source),
    words: filter.text === undefined ? null : wordsOf(filter.text),
  };
}

/** Beyond these nobody reads what is left out. */
const WORDS = 20;

/** As `incident_words` cuts them; null: no word is asked for. */
function wordsOf(text: string): string | null {
  const words = storable(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  return words.length === 0
    ? null
    : words
        .slice(0, WORDS)
        .map((word) => `'${word}':*`)
        .join(" & ");
}

function placeOf(cursor: string): { at: Date; id: number } {
  const { at, id } = readCursor(cursor);
  if (!/^\d{1,15}$/.test(id)) throw new HealError("HEAL_INPUT_INVALID", "the cursor is not one of ours");
  return { at, id: Number(id) };
}
