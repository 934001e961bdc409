import type { Kind } from "../events/event.js";
import type { Db } from "./db.js";
import { FINAL } from "./final-states.js";

/** Finished runs of a repository's own code on its default branch, newest first. */
export const runsNear = (
  db: Db,
  repository: string,
  since: Date,
): Promise<
  { workflow: string; workflowPath: string; conclusion: string; url: string | null; finished_at: Date }[]
> =>
  db.many`
    select workflow, workflow_path as "workflowPath", conclusion, facts ->> 'url' as url, finished_at from runs
    where repository = ${repository} and on_default_branch and finished_at >= ${since}
    order by finished_at desc limit 20`;

/**
 * Incidents of a kind in the same repository that are open and were seen since, those of CI on its own default branch; the newest few.
 */
export const incidentsNear = (
  db: Db,
  repository: string,
  kind: Kind,
  { since, but }: { since: Date; but: number },
): Promise<{ id: number; title: string }[]> =>
  db.many`
    select id, title from incidents
    where repository = ${repository} and kind = ${kind} and id <> ${but} and last_seen >= ${since}
      and state not in ${FINAL}
      and (run is null or (run ->> 'fork' = 'false' and run ->> 'branch' = run ->> 'defaultBranch'))
    order by id desc limit 5`;
