import { modes } from "../decision/mode.js";
import { health, healthOf, type HealthState } from "../detection/test-health.js";
import { healthStates, type HealthRow } from "../store/detector-states.js";
import type { RepositoryState } from "../store/repositories.js";
import { repositoryOverview, type RepositoryOverview } from "../store/dashboard-queries.js";
import { trippedBreakers } from "./breakers.js";
import type { DashboardDeps } from "./deps.js";
import type { PageLoader } from "./send.js";
import { moment, percent } from "./format.js";

/** States that the page lists. */
const SHOWN = 300;

/** `/repositories`: how far heal may go in each, and what is in its way. */
export const repositoriesPage =
  ({ db, clock }: DashboardDeps): PageLoader =>
  async () => {
    const now = clock.now();
    const [repositories, states, breakers] = await Promise.all([
      repositoryOverview(db),
      healthStates(db),
      trippedBreakers(db, now),
    ]);
    return {
      view: "repositories",
      title: "Repositories",
      section: "repositories",
      data: {
        repositories: repositories.map((row) => line(row, now)),
        breakers,
        fares: states.slice(0, SHOWN).map((row) => shownState(row, now)),
      },
    };
  };

/** The colours of the pills that pages have already. */
const colours: Record<HealthState, string> = {
  passing: "ok",
  flaky: "degraded",
  broken: "down",
  infrastructure: "silent",
  "born-red": "down",
  unknown: "unknown",
};

/** `workflow:acme/web/ci.yml` is `ci.yml` of acme/web. */
function shownState({ subject, repository, state: kept }: HealthRow, now: Date) {
  const place = repository ?? "";
  const [kind = "", ...name] = subject.split(":");
  const known = healthOf(kept);
  const { state, confidence } = known
    ? health(known, now.getTime())
    : { state: "unknown" as const, confidence: 0 };
  return {
    kind,
    repository: place,
    name: name.join(":").slice(place.length + 1),
    state,
    colour: colours[state],
    confidence: percent(confidence),
  };
}

/** What keeps heal out of a repository. */
const standings: Record<Exclude<RepositoryState, "active">, string> = {
  archived: "archived",
  suspended: "the App is suspended",
  removed: "the App is not installed",
  deleted: "deleted",
};

const standingOf = ({ state, installation_id: installation }: RepositoryOverview): string | null => {
  if (state !== "active") return standings[state];
  return installation === null ? standings.removed : null;
};

const line = (row: RepositoryOverview, now: Date) => ({
  name: row.full_name,
  href: `/?${new URLSearchParams({ repository: row.full_name }).toString()}`,
  standing: standingOf(row),
  mode: modeOf(row.config) ?? "server's default",
  problem: row.config_problem,
  stopped: row.stop_by === null ? null : { by: row.stop_by, reason: row.stop_reason ?? "" },
  incidents: row.incidents,
  underWay: row.under_way,
  read: row.fetched_at === null ? null : moment(row.fetched_at, now),
});

const modeOf = (config: unknown): string | null => {
  const mode: unknown =
    config !== null && typeof config === "object" && "mode" in config ? config.mode : null;
  return modes.find((known) => known === mode) ?? null;
};
