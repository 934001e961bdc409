import { reasonOf } from "../core/errors.js";
import type { ErrorEvent } from "../events/event.js";
import { repositoryConfigSchema, serviceOf } from "../playbooks/repository-config.js";
import { eventsOf } from "../store/events.js";
import { setRoute, type IncidentRow } from "../store/incidents.js";
import type { PipelineDeps } from "./deps.js";
import type { Db } from "../store/db.js";
import { getRepository, listRepositories, refOf, type Repository } from "../store/repositories.js";

/** Where an alert belongs; without a repository it is kept and shown. `rivals`: repositories whose owners may not decide that. */
export interface Route {
  event: ErrorEvent;
  rivals: readonly string[];
}

/**
 * The repository that its label names (a former name leads there too), if heal is installed there, else the one whose `services`
 * match its labels. Of several in one installation the oldest has it: a name is chosen by whoever makes a repository, an id is
 * not. Of several installations none has it: whoever writes a `heal.yml` has no say in what belongs to others.
 */
export async function route(event: ErrorEvent, db: Db): Promise<Route> {
  if (event.repository) {
    const known = await getRepository(db, event.repository.fullName);
    if (known && known.state !== "active") return { event: { ...event, repository: null }, rivals: [] };
    return { event: known ? withService(event, known) : event, rivals: [] };
  }
  const fit = (await listRepositories(db)).filter((row) => serviceIn(row, event.labels) !== null);
  fit.sort((a, b) => (a.repository_id ?? Infinity) - (b.repository_id ?? Infinity));
  const [first] = fit;
  if (!first) return { event, rivals: [] };
  const isShared = fit.some((row) => row.installation_id !== first.installation_id);
  return isShared
    ? { event, rivals: fit.map((row) => row.full_name) }
    : { event: withService(event, first), rivals: [] };
}

const serviceIn = (row: Repository, labels: Readonly<Record<string, string>>): string | null => {
  const config = repositoryConfigSchema.safeParse(row.config ?? {});
  return config.success ? (serviceOf(config.data, labels)?.name ?? null) : null;
};

const withService = (event: ErrorEvent, row: Repository): ErrorEvent => ({
  ...event,
  repository: refOf(row),
  service: serviceIn(row, event.labels) ?? event.service,
});

/** An unrouted alert, looked at once more after all repositories' `heal.yml` were read freshly. False: still unrouted. */
export async function routeAgain(row: IncidentRow, deps: PipelineDeps): Promise<boolean> {
  const known = await listRepositories(deps.db);
  for (const one of known.slice(0, 200))
    await deps.rules
      .of(refOf(one))
      .catch((error: unknown) =>
        deps.log.debug({ repository: one.full_name, reason: reasonOf(error) }, "rules not read"),
      );
  const last = (await eventsOf(deps.db, row.id)).at(-1);
  const routed = last && (await route(last.body, deps.db)).event;
  if (!routed?.repository) return false;
  row.repository = routed.repository.fullName;
  row.repository_id = routed.repository.id;
  row.installation_id = routed.repository.installationId;
  row.service = routed.service;
  await setRoute(deps.db, row);
  return true;
}
