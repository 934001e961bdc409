import { modes } from "../decision/mode.js";
import { repositoryOverview, type RepositoryOverview } from "../store/views.js";
import type { DashboardDeps } from "./index.js";
import type { Show } from "./send.js";
import { moment } from "./words.js";

/** `/repositories`: how far heal may go in each, and what is in its way. */
export const repositoriesPage =
  ({ db, clock }: DashboardDeps): Show =>
  async () => {
    const now = clock.now();
    const repositories = await repositoryOverview(db);
    return {
      view: "repositories",
      title: "Repositories",
      section: "repositories",
      data: { repositories: repositories.map((row) => line(row, now)) },
    };
  };

const line = (row: RepositoryOverview, now: Date) => ({
  name: row.full_name,
  href: `/?${new URLSearchParams({ repository: row.full_name }).toString()}`,
  installed: row.installation_id !== null,
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
