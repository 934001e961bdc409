import { silenceOf, type Silence } from "../detection/policy.js";
import { policyOf } from "../alerting/policy.js";
import { workflowSubject } from "../alerting/subjects.js";
import { detectionsOf } from "../store/detections.js";
import type { IncidentRow } from "../store/incidents.js";
import type { PipelineDeps, Rules } from "./deps.js";

/** The mute or the maintenance window that keeps people from being called about an incident now; null: none does. */
export async function silencedNow(
  row: IncidentRow,
  rules: Pick<Rules, "config">,
  { db, clock }: PipelineDeps,
): Promise<Silence | null> {
  const at = clock.now().getTime();
  const { repository, service, run, fingerprint } = row;
  if (repository === null) return null;
  const { silences } = policyOf(rules.config, repository, at);
  if (silences.length === 0) return null;
  const found = await detectionsOf(db, row.id);
  const detector = found.findLast(({ requires_attention: calls }) => calls)?.detector;
  const subjects = new Set([
    ...(fingerprint === null ? [] : [`fingerprint:${fingerprint}`]),
    ...(run ? [workflowSubject(repository, run)] : []),
    ...found.map(({ subject }) => subject),
    `incident:${row.id}`,
  ]);
  for (const subject of subjects) {
    const silence = silenceOf(silences, { subject, repository, service, at }, detector);
    if (silence) return silence;
  }
  return null;
}
