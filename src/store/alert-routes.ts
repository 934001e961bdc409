import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Db } from "./db.js";
import { FINAL } from "./final-states.js";
import { json, storable } from "./json.js";

/** Alerts that have these labels, all of them, are of this service of the repository. */
export interface AlertRoute {
  service: string;
  match: Readonly<Record<string, string>>;
}

const withServices = z.looseObject({
  services: z.array(z.looseObject({ name: z.string(), match: z.record(z.string(), z.string()) })),
});

/** Of a checked `heal.yml`; none of one that another version wrote in a form of its own. */
export function routesOf(config: unknown): AlertRoute[] {
  const read = withServices.safeParse(config);
  return read.success ? read.data.services.map(({ name, match }) => storable({ service: name, match })) : [];
}

/** The routes of a repository, in their order, instead of those it had. In the transaction that writes its configuration. */
export async function setAlertRoutes(
  tx: Db,
  repositoryId: number,
  routes: readonly AlertRoute[],
): Promise<void> {
  const before = await tx.many<AlertRoute>`
    select service, match from alert_routes where repository_id = ${repositoryId} order by position`;
  // A configuration is read again far more often than it changes.
  if (isDeepStrictEqual(before, routes)) return;
  await tx.run`delete from alert_routes where repository_id = ${repositoryId}`;
  // Filed under its rarest label: of `env: production` there may be thousands.
  await tx.run`
    insert into alert_routes (repository_id, position, service, match, label, value)
    select ${repositoryId}, given.position - 1, given.route ->> 'service', given.route -> 'match', rarest.key, rarest.value
    from jsonb_array_elements(${json(routes)}::jsonb) with ordinality as given (route, position),
    lateral (
      select l.key, l.value from jsonb_each_text(given.route -> 'match') as l
      order by (
        select count(*) from (
          select from alert_routes other where other.label = l.key and other.value = l.value limit 1000) used), l.key
      limit 1) rarest`;
  // Alerts that came before their repository's configuration was read; due since they began, so at once by any clock.
  await tx.run`
    update incidents set next_step_at = first_seen where repository is null and kind = 'alert' and state not in ${FINAL}`;
}

export interface FoundRoute {
  repository_id: number;
  full_name: string;
  installation_id: number | null;
  service: string;
}

/** The service of each active repository (or of the one given) that has an alert of these labels; the oldest repository first. */
export const findAlertRoutes = (
  db: Db,
  labels: Readonly<Record<string, string>>,
  repositoryId: number | null = null,
): Promise<FoundRoute[]> => {
  const stored = storable(labels);
  return db.many<FoundRoute>`
    with told as materialized (select ${json(stored)}::jsonb as labels)
    select distinct on (a.repository_id) a.repository_id, r.full_name, r.installation_id, a.service
    from told, unnest(${Object.keys(stored)}::text[], ${Object.values(stored)}::text[]) as l (key, value)
    join alert_routes a on a.label = l.key and a.value = l.value
    join repositories r on r.repository_id = a.repository_id
    where a.match <@ told.labels and r.state = 'active'
      and (${repositoryId}::bigint is null or a.repository_id = ${repositoryId})
    order by a.repository_id, a.position`;
};
