import type { RequestContext } from "../server/route.js";
import { filterOf } from "../server/incidents-api.js";
import { listStops } from "../store/stops.js";
import {
  countDeliveries,
  incidentRepositories,
  summarise,
  unroutedAlerts,
} from "../store/dashboard-queries.js";
import { listIncidents, type ListedIncident } from "../store/incident-list.js";
import { listDeliveries } from "../store/deliveries.js";
import { lastDecisions, type DecisionRow } from "../store/timeline.js";
import { waitOf } from "../decision/waiting.js";
import { severities } from "../events/event.js";
import { incidentStates } from "../events/incident.js";
import { presets } from "../intake/sources/generic/presets/index.js";
import { sources } from "../intake/sources/index.js";
import { clip } from "../core/text.js";
import type { DashboardDeps } from "./deps.js";
import type { PageLoader } from "./send.js";
import { countText, moment, oclock, withSpaces } from "./format.js";

/** Alerts without a repository that are shown one by one. */
const UNROUTED = 5;

/** Who may have told of an incident. */
const sourceNames: readonly string[] = [...[...sources, ...presets].map(({ name }) => name), "heal"].sort();

/** `/`: what is going on, newest first. */
export const incidentsPage =
  ({ db, clock, publicUrl }: DashboardDeps): PageLoader =>
  async ({ url, req }) => {
    const now = clock.now();
    const asked = (name: string) => url.searchParams.get(name)?.trim() || undefined;
    const filter = filterOf(asked);
    const { cursor, ...chosen } = filter;
    const [page, summary, unrouted, stops, repositories, deliveries, parked] = await Promise.all([
      listIncidents(db, filter),
      summarise(db, now),
      unroutedAlerts(db, UNROUTED),
      listStops(db),
      incidentRepositories(db),
      countDeliveries(db),
      listDeliveries(db, { state: "parked", limit: 3 }),
    ]);
    const waiting = await lastDecisions(
      db,
      page.incidents.filter(({ state }) => state === "diagnosing").map(({ id }) => id),
    );
    const filtered = Object.values(chosen).some((value) => value !== undefined);
    return {
      view: "incidents",
      title: "Incidents",
      section: "incidents",
      data: {
        incidents: page.incidents.map((row) => line(row, waiting.get(row.id), now)),
        summary: [
          tile("Open", summary.open, "open", "/?state=open"),
          tile("Acting", summary.acting, "acting", "/?state=acting"),
          tile("Escalated", summary.escalated, "escalated", "/?state=escalated"),
          tile("Recovered in 24 h", summary.recovered, "recovered", "/?state=recovered"),
        ],
        unrouted:
          summary.unrouted === 0
            ? null
            : {
                count: summary.unrouted,
                newest: unrouted.map(({ first_seen: since, title, ...row }) => ({
                  ...row,
                  title: clip(title.trim() || "(no title)", 200),
                  since: moment(since, now),
                })),
                more: Math.max(0, summary.unrouted - unrouted.length),
              },
        unread:
          deliveries.parked === 0
            ? null
            : {
                count: countText(deliveries.parked, "delivery", "deliveries"),
                last: parked.deliveries.map((row) => ({
                  source: row.source,
                  reason: clip(row.reason ?? "", 300),
                  at: moment(row.received_at, now),
                })),
              },
        stops: stops.map((stop) => ({
          what: stop.scope === "global" ? "heal is stopped everywhere" : `heal is stopped in ${stop.scope}`,
          by: stop.by,
          reason: stop.reason,
          at: moment(stop.at, now),
        })),
        states: optionsOf(incidentStates, filter.state),
        severities: optionsOf(severities, filter.severity),
        repository: filter.repository ?? "",
        service: filter.service ?? "",
        environment: filter.environment ?? "",
        source: filter.source ?? "",
        text: filter.text ?? "",
        repositories,
        sources: sourceNames,
        // What is filled in stays in sight.
        moreOpen: [filter.service, filter.environment, filter.source].some((value) => value !== undefined),
        filtered,
        empty: page.incidents.length === 0 && !filtered && cursor === undefined,
        deliveries: deliveries.all,
        origin: publicUrl ?? originOf(req),
        next: page.next === null ? null : pageUrl({ ...chosen, cursor: page.next }),
        first: cursor === undefined ? null : pageUrl(chosen),
      },
    };
  };

const tile = (name: string, count: number, state: string, href: string) => ({ name, count, state, href });

const line = (
  row: ListedIncident,
  last: Pick<DecisionRow, "kind" | "action" | "reasons"> | undefined,
  now: Date,
) => ({
  id: row.id,
  title: clip(row.title.trim() || "(no title)", 200),
  state: row.state,
  severity: row.severity,
  kind: row.kind,
  category: row.category === null ? null : withSpaces(row.category),
  repository: row.repository,
  repositoryHref: row.repository === null ? null : pageUrl({ repository: row.repository }),
  place: clip(
    [row.workflow, row.branch].filter(Boolean).join(" · ") ||
      [row.service, row.environment].filter(Boolean).join(" · "),
    80,
  ),
  action: row.action,
  waits: last && shownWait(last, now),
  events: row.events,
  unit: row.events === 1 ? "event" : "events",
  seen: moment(row.last_seen, now),
  trouble: row.trouble !== null && {
    what: row.issue_number === null && row.untold ? "Nobody was told yet" : "Waiting",
    reason: clip(row.trouble, 300),
    next: row.next_step_at && moment(row.next_step_at, now),
  },
});

function shownWait(last: Pick<DecisionRow, "kind" | "action" | "reasons">, now: Date) {
  const wait = waitOf(last);
  return wait && { action: last.action, at: oclock(wait.until, now) };
}

const optionsOf = (names: readonly string[], chosen: string | undefined) =>
  names.map((name) => ({ name, selected: name === chosen }));

function pageUrl(filter: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? "/" : `/?${new URLSearchParams(given).toString()}`;
}

const originOf = (req: RequestContext["req"]): string => `http://${req.headers.host ?? "localhost"}`;
