import { reasonOf } from "../core/errors.js";
import type { AlertEvent } from "../events/event.js";
import { findAlertRoutes, type FoundRoute } from "../store/alert-routes.js";
import type { Db } from "../store/db.js";
import { eventsOf } from "../store/events.js";
import { setRoute, type IncidentRow } from "../store/incidents.js";
import { getRepository, listUnread, refOf } from "../store/repositories.js";
import type { PipelineDeps } from "./deps.js";

/** Where an alert belongs; without a repository it is kept and shown. `rivals`: repositories whose owners may not decide that. */
export interface Route {
  event: AlertEvent;
  rivals: readonly string[];
}

/**
 * The repository that its label names (a former name leads there too), if heal is installed there, else the one whose `services`
 * match its labels. Of several in one installation the oldest has it: a name is chosen by whoever makes a repository, an id is
 * not. Of several installations none has it: whoever writes a `heal.yml` has no say in what belongs to others.
 */
export async function route(event: AlertEvent, db: Db): Promise<Route> {
  if (event.repository) {
    const known = await getRepository(db, event.repository.fullName);
    if (!known) return { event, rivals: [] };
    if (known.state !== "active") return { event: { ...event, repository: null }, rivals: [] };
    const [found] = await findAlertRoutes(db, event.labels, known.repository_id);
    return {
      event: { ...event, repository: refOf(known), service: found?.service ?? event.service },
      rivals: [],
    };
  }
  const fit = await findAlertRoutes(db, event.labels);
  const [first] = fit;
  if (!first) return { event, rivals: [] };
  return fit.some((one) => one.installation_id !== first.installation_id)
    ? { event, rivals: fit.map((one) => one.full_name) }
    : { event: { ...event, repository: repositoryOf(first), service: first.service }, rivals: [] };
}

const repositoryOf = (one: FoundRoute) => ({
  fullName: one.full_name,
  id: one.repository_id,
  installationId: one.installation_id,
});

/** More than these are read by and by, by the monitor of services. */
const UNREAD_AT_ONCE = 200;

/**
 * An unrouted alert, looked at once more after every `heal.yml` was read that nobody has read since its repository appeared or was
 * pushed to. False: still unrouted.
 */
export async function routeAgain(row: IncidentRow, deps: PipelineDeps): Promise<boolean> {
  for (const unread of await listUnread(deps.db, UNREAD_AT_ONCE)) {
    const repository = refOf(unread);
    // Another process may have taken in the push.
    deps.rules.forget(repository);
    await deps.rules
      .of(repository)
      .catch((error: unknown) =>
        deps.log.debug({ repository: unread.full_name, reason: reasonOf(error) }, "rules not read"),
      );
  }
  const last = (await eventsOf(deps.db, row.id)).at(-1);
  const routed = last?.body.kind === "alert" ? (await route(last.body, deps.db)).event : null;
  if (!routed?.repository) return false;
  row.repository = routed.repository.fullName;
  row.repository_id = routed.repository.id;
  row.installation_id = routed.repository.installationId;
  row.service = routed.service;
  await setRoute(deps.db, row);
  return true;
}
