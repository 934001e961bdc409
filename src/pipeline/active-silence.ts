import { limits } from "../core/limits.js";
import { allows } from "../decision/mode.js";
import { silenceOf, type Silence } from "../detection/policy.js";
import { policyOf } from "../alerting/policy.js";
import { workflowSubject } from "../alerting/subjects.js";
import { detectionsOf } from "../store/detections.js";
import type { IncidentRow } from "../store/incidents.js";
import { muteOf } from "../store/mutes.js";
import { stopOf } from "./decision-context.js";
import { repositoryOf, type PipelineDeps, type Rules } from "./deps.js";

/** Why nobody is called now, and when it is asked again; null: whenever it is heard of again. */
export interface Quiet {
  why: string;
  until: Date | null;
  /** People want to hear nothing of it, by whatever way. */
  silenced: boolean;
}

/** A stop, a mode or a person's mute holds for all that would be written, one of heal.yml and a window for the first call alone. */
export async function quietNow(row: IncidentRow, rules: Rules, deps: PipelineDeps): Promise<Quiet | null> {
  if (!allows(rules.mode, "speak"))
    return {
      why: `mode is ${rules.mode}${rules.problem === null ? "" : `, as heal.yml is not used: ${rules.problem}`}`,
      until: null,
      silenced: false,
    };
  const stop = await stopOf(repositoryOf(row), deps);
  // What cannot be read is the effects' to refuse: they ask again.
  if (stop !== null && stop !== "unreadable")
    return {
      why: `stopped by ${stop.by}: ${stop.reason}`,
      until: new Date(deps.clock.now().getTime() + limits.stoppedPollMs),
      silenced: false,
    };
  const muted = await muteOf(deps.db, row, deps.clock.now());
  if (muted)
    return {
      why: `muted by @${muted.by} until ${muted.until.toISOString()}: ${muted.reason}`,
      until: muted.until,
      silenced: true,
    };
  const silence = row.issue_number === null ? await silencedNow(row, rules, deps) : null;
  if (!silence) return null;
  const until = Number.isFinite(silence.to) ? new Date(silence.to) : null;
  const what = silence.why === "mute" ? "muted" : "in a maintenance window";
  return { why: `${what}${until ? ` until ${until.toISOString()}` : ""}`, until, silenced: true };
}

/** The mute or the maintenance window that keeps people from being called about an incident now; null: none does. */
async function silencedNow(
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
