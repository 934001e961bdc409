import type { RequestContext } from "../server/route.js";
import { filterOf } from "../server/incidents-api.js";
import {
  countDeliveries,
  incidentRepositories,
  summarise,
  unroutedAlerts,
  type Summary,
} from "../store/dashboard-queries.js";
import { listDeliveries } from "../store/deliveries.js";
import { lastLabels } from "../store/labels.js";
import { lastDecisions } from "../store/timeline.js";
import { severities } from "../events/event.js";
import { presets } from "../intake/sources/generic/presets/index.js";
import { sources } from "../intake/sources/index.js";
import { HOUR } from "../core/clock.js";
import { clip } from "../core/text.js";
import type { DashboardDeps } from "./deps.js";
import { incidentPageOf, type IncidentPage } from "./incident-list.js";
import { burningRow, incidentRow, listUrl, type RowFacts } from "./incident-row.js";
import type { PageLoader } from "./send.js";
import { troublesNow } from "./troubles.js";
import { stateChoice, stateOptions } from "./state-choice.js";
import { countText, moment } from "./format.js";

/** Alerts without a repository that are shown one by one. */
const UNROUTED = 5;

/** Who may have told of an incident. */
const sourceNames: readonly string[] = [...[...sources, ...presets].map(({ name }) => name), "heal"].sort();

/** Senders that heal knows and does not believe: a wrong secret at one of them looks like a quiet day. */
const refusedLately = ({ refusals }: Pick<DashboardDeps, "refusals">, now: Date) =>
  (refusals?.list(now) ?? [])
    .filter(({ kind, at }) => kind === "unauthentic" && now.getTime() - at.getTime() < HOUR)
    .map(({ source, reason, day, at }) => ({
      ...{ source, reason },
      times: countText(day, "request"),
      at: moment(at, now),
    }));

/** `/`: what burns, worst first, and behind it what is over. */
export const incidentsPage =
  (deps: DashboardDeps): PageLoader =>
  async ({ url, req }) => {
    const { db, clock, publicUrl } = deps;
    const now = clock.now();
    const asked = (name: string) => url.searchParams.get(name)?.trim() || undefined;
    const choice = stateChoice(asked("state"));
    const filter = filterOf((name) => (name === "state" ? undefined : asked(name)));
    const { cursor, ...named } = filter;
    const chosen = { ...named, state: choice.name };
    const [page, summary, unrouted, repositories, deliveries, parked, troubles] = await Promise.all([
      incidentPageOf(db, filter, choice),
      summarise(db, now),
      unroutedAlerts(db, UNROUTED),
      incidentRepositories(db),
      countDeliveries(db),
      listDeliveries(db, { state: "parked", limit: 3 }),
      troublesNow(deps),
    ]);
    const facts = { ...(await factsOf(page, db)), now };
    const filtered = Object.values(chosen).some((value) => value !== undefined);
    return {
      view: "incidents",
      title: "Incidents",
      section: "incidents",
      data: {
        burning: page.burning.map((row) => burningRow(row, facts)),
        over: page.over.map((row) => incidentRow(row, facts, false)),
        summary: tilesOf(summary),
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
        refused: refusedLately(deps, now),
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
        troubles,
        states: stateOptions(choice),
        severities: severities.map((name) => ({ name, selected: name === filter.severity })),
        repository: filter.repository ?? "",
        service: filter.service ?? "",
        environment: filter.environment ?? "",
        source: filter.source ?? "",
        text: filter.text ?? "",
        repositories,
        sources: sourceNames,
        // What is filled in stays in sight.
        moreOpen: [filter.service, filter.environment, filter.source].some((one) => one !== undefined),
        filtered,
        found: page.burning.length + page.over.length > 0,
        empty: page.burning.length + page.over.length === 0 && !filtered && cursor === undefined,
        deliveries: deliveries.all,
        origin: publicUrl ?? originOf(req),
        next: page.next === null ? null : listUrl({ ...chosen, cursor: page.next }),
        first: cursor === undefined ? null : listUrl(chosen),
      },
    };
  };

async function factsOf(
  { burning, over }: IncidentPage,
  db: DashboardDeps["db"],
): Promise<Omit<RowFacts, "now">> {
  const shown = [...burning.flatMap((row) => row.shown), ...over];
  const waiting = shown.filter(({ state }) => state === "diagnosing").map(({ id }) => id);
  const [decisions, labels] = await Promise.all([
    lastDecisions(db, waiting),
    lastLabels(
      db,
      shown.map(({ id }) => id),
    ),
  ]);
  return { decisions, labels };
}

const tilesOf = (summary: Summary) => [
  tile("Burning", summary.burning, "burning", "burning"),
  tile("Open", summary.open, "open", "open,diagnosing"),
  tile("Acting", summary.acting, "acting", "acting,verifying"),
  tile("Escalated", summary.escalated, "escalated", "escalated"),
  tile("Recovered in 24 h", summary.recovered, "recovered", "recovered"),
  tile("Closed in 24 h", summary.closed, "closed", "over"),
];

const tile = (name: string, count: number, look: string, state: string) => ({
  ...{ name, count, state: look },
  href: listUrl({ state }),
});

const originOf = (req: RequestContext["req"]): string => `http://${req.headers.host ?? "localhost"}`;
