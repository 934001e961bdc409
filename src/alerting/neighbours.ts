import { isDeploy, NEAR_MS } from "../events/alerts/neighbours.js";
import type { AlertEvent, CiEvent, RunFacts } from "../events/event.js";
import type { Db } from "../store/db.js";
import { incidentsNear, runsNear } from "../store/neighbours.js";
import { addTimeline } from "../store/timeline.js";
import { findsAcross } from "./switched-on.js";

/**
 * A new incident and what happened to the same repository shortly before: deployments, failures of CI, alerts. Each is a line in
 * its story, and incidents get one of each other.
 */
export async function linkNeighbours(
  tx: Db,
  incident: number,
  event: CiEvent | AlertEvent,
  at: Date,
): Promise<void> {
  const { repository, kind, title } = event;
  // What strangers or unfinished branches break says nothing about a service, and its title is anybody's.
  if (repository === null || (event.kind === "ci" && !isOwnDefaultBranch(event.run))) return;
  if (!(await findsAcross(tx, repository.fullName))) return;
  const since = new Date(at.getTime() - NEAR_MS);
  const link = (id: number, text: string, url: string | null, when: Date) =>
    addTimeline(tx, id, { kind: "linked", actor: "heal", text, url, at: when });
  if (kind === "alert")
    for (const run of await runsNear(tx, repository.fullName, since))
      if (isDeploy(run))
        await link(
          incident,
          `Deployed before: ${run.workflow} ended with ${run.conclusion}`,
          run.url,
          run.finished_at,
        );
  const other = kind === "alert" ? "ci" : "alert";
  for (const near of await incidentsNear(tx, repository.fullName, other, { since, but: incident })) {
    await link(incident, `At the same time: incident ${near.id}, ${near.title}`, null, at);
    await link(near.id, `At the same time: incident ${incident}, ${title}`, null, at);
  }
}

const isOwnDefaultBranch = ({ fork, branch, defaultBranch }: RunFacts): boolean =>
  !fork && branch === defaultBranch;
