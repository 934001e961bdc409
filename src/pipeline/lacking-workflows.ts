import type { RepositoryRef } from "../events/event.js";
import type { GitHub } from "../github/port.js";
import { match, type Subject } from "../playbooks/match.js";
import type { Rules } from "./deps.js";

/** Of the workflows that fitting playbooks name, those that GitHub does not know: nobody is offered what cannot be done. */
export async function lackingWorkflows(
  subject: Subject,
  { playbooks }: Pick<Rules, "playbooks">,
  repository: RepositoryRef,
  github: Pick<GitHub, "workflowState">,
): Promise<string[]> {
  const named = playbooks
    .filter((playbook) => match(playbook, subject).matches)
    .flatMap(({ steps }) => steps.flatMap(({ workflow }) => workflow ?? []));
  const lacking: string[] = [];
  for (const workflow of new Set(named)) {
    const state = await github.workflowState(repository, workflow);
    if (state === null || state === "deleted") lacking.push(workflow);
  }
  return lacking;
}
