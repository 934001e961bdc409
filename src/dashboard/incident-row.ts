import { waitOf } from "../decision/waiting.js";
import { severities } from "../events/event.js";
import { incidentStates } from "../events/incident.js";
import type { ListedIncident } from "../store/incident-list.js";
import type { LabelRow } from "../store/labels.js";
import type { DecisionRow } from "../store/timeline.js";
import { clip } from "../core/text.js";
import type { BurningRow } from "./incident-list.js";
import { countText, moment, oclock, withSpaces } from "./format.js";

type LastDecision = Pick<DecisionRow, "kind" | "action" | "reasons">;

/** What a list's rows are made of beside the incidents. */
export interface RowFacts {
  decisions: ReadonlyMap<number, LastDecision>;
  labels: ReadonlyMap<number, LabelRow>;
  now: Date;
}

/** The address of the list with this filter. */
export function listUrl(filter: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? "/" : `/?${new URLSearchParams(given).toString()}`;
}

export function incidentRow(row: ListedIncident, { decisions, labels, now }: RowFacts, burns: boolean) {
  const last = row.state === "diagnosing" ? decisions.get(row.id) : undefined;
  const said = labels.get(row.id)?.label;
  const category = said ?? row.category;
  return {
    id: row.id,
    title: clip(row.title.trim() || "(no title)", 200),
    state: row.state,
    severity: row.severity,
    category: category && withSpaces(category),
    corrected: said !== undefined,
    ...placeOf(row),
    action: row.action,
    waits: last && shownWait(last, now),
    events: row.events,
    unit: row.events === 1 ? "event" : "events",
    seen: moment(row.last_seen, now),
    since: burns ? moment(row.first_seen, now) : null,
    trouble: shownTrouble(row, now),
  };
}

const placeOf = (row: ListedIncident) => ({
  repository: row.repository,
  repositoryHref: row.repository === null ? null : listUrl({ repository: row.repository }),
  place: clip(
    [row.workflow, row.branch].filter(Boolean).join(" · ") ||
      [row.service, row.environment].filter(Boolean).join(" · "),
    80,
  ),
});

const shownTrouble = (row: ListedIncident, now: Date) =>
  row.trouble === null
    ? null
    : {
        what: row.issue_number === null && row.untold ? "Nobody was told yet" : "Waiting",
        reason: clip(row.trouble, 300),
        next: row.next_step_at && moment(row.next_step_at, now),
      };

/** Alerts of one service that began together. */
function stormRow({ shown, ...storm }: BurningRow, facts: RowFacts) {
  const [lead] = shown;
  const rows = shown.map((row) => incidentRow(row, facts, true));
  const { service, environment, repository } = lead;
  return {
    title: `${storm.members} alerts of ${clip(service ?? "", 100)}`,
    href: listUrl({
      ...{ state: "burning", service: service ?? undefined, environment: environment ?? undefined },
      repository: repository ?? undefined,
    }),
    severity: lead.severity,
    states: counts(incidentStates, storm.states),
    severities: counts(severities, storm.severities)
      .map(({ name, count }) => `${count} ${name}`)
      .join(", "),
    ...placeOf(lead),
    worst: rows[0]?.title ?? "",
    category: rows[0]?.category ?? null,
    actions: [...new Set(shown.flatMap(({ action }) => action ?? []))],
    waits: rows.find(({ waits }) => waits)?.waits ?? null,
    events: storm.events,
    seen: moment(storm.seen, facts.now),
    since: moment(storm.since, facts.now),
    trouble: rows.find(({ trouble }) => trouble !== null)?.trouble ?? null,
    shown: rows,
    more: storm.members > rows.length ? countText(storm.members - rows.length, "other") : null,
  };
}

export function burningRow(line: BurningRow, facts: RowFacts) {
  const storm = line.members > 1 ? stormRow(line, facts) : null;
  return { storm, one: storm ? null : incidentRow(line.shown[0], facts, true) };
}

const counts = <T extends string>(names: readonly T[], of: readonly T[]) =>
  names
    .map((name) => ({ name, count: of.filter((one) => one === name).length }))
    .filter(({ count }) => count > 0);

function shownWait(last: LastDecision, now: Date) {
  const wait = waitOf(last);
  return wait && { action: last.action, at: oclock(wait.until, now) };
}
