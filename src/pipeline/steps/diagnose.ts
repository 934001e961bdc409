import { percent } from "../../core/format.js";
import { reasonOf } from "../../core/errors.js";
import { evaluate } from "../../alerting/evaluate.js";
import { isSelfDetected } from "../../alerting/self-detected.js";
import { recognitionText } from "../../decision/recognition-text.js";
import { asCorrected } from "../../learning/corrected.js";
import { recognise } from "../../learning/recognition.js";
import { addTimeline } from "../../store/timeline.js";
import { adoptPattern, countPattern } from "../../store/patterns.js";
import { findDuplicate } from "../../store/run-lines.js";
import type { IncidentRow } from "../../store/incidents.js";
import { isOfOneChange } from "../../events/line.js";
import { defaultConfig } from "../../playbooks/repository-config.js";
import { incidentUrl, repositoryOf, type PipelineDeps, type Rules, type Step } from "../deps.js";
import { untilCalm } from "../escalate.js";
import { unrouted } from "../notify.js";
import { failureSeen } from "../observations.js";
import { flagTarget } from "../decision-context.js";
import { diagnoseIncident, undiagnosed } from "../read-failure.js";
import { runOfReport, unknownRun } from "../reported.js";
import { routeAgain } from "../routing.js";
import { sharedBranches } from "../shared-branches.js";
import { endIfOver } from "../self-resolution.js";
import { mergeDuplicate } from "../twin.js";

const rulesOf = (row: IncidentRow, deps: PipelineDeps): Promise<Rules | null> =>
  deps.rules.of(repositoryOf(row)).catch((error: unknown) => {
    deps.log.debug({ incident: row.id, reason: reasonOf(error) }, "rules not read");
    return null;
  });

/** What failed, and have we met it before? The same failure, already with people, is one incident and not two. */
export const diagnose: Step = async (row, deps) => {
  const over = await endIfOver(row, deps);
  if (over) return over;
  if (!row.repository && !(await routeAgain(row, deps)))
    return untilCalm(unrouted({ state: "open", nextStepAt: null, progress: true }, row, deps), row, deps);
  if (row.kind === "report" && !(await runOfReport(row, deps))) return unknownRun(row, deps.clock.now());
  // Mutes and windows count from the first failure on; without them the findings are noted as usual.
  const rules = row.repository === null ? null : await rulesOf(row, deps);
  const of = flagTarget(repositoryOf(row));
  const found = (await deps.flags.enabled("self_healing.diagnosis", of))
    ? await diagnoseIncident(row, deps)
    : undiagnosed(row);
  const { fingerprint, earlier, jobs } = found;
  const recognises = await deps.flags.enabled("self_healing.pattern_analysis", of);
  if (recognises && fingerprint !== null && earlier.length > 0 && !row.run?.fork)
    await adoptPattern(deps.db, earlier, fingerprint);
  const now = deps.clock.now();
  const repository = row.repository as string;

  // A failure of one change is told on its own commit alone.
  const shared = sharedBranches(rules?.config ?? defaultConfig);
  const isTold = ({ issue_number: issue, run }: IncidentRow): boolean =>
    issue !== null || (run !== null && !isOfOneChange(run, shared));
  const corrects = recognises && fingerprint !== null && !row.run?.fork;
  const { record, label } = corrects
    ? await asCorrected(deps.db, found.record, { repository, fingerprint })
    : { record: found.record, label: null };
  const twin =
    row.kind === "ci" && fingerprint !== null && !(row.run && isOfOneChange(row.run, shared))
      ? await findDuplicate(deps.db, row, fingerprint, isTold)
      : null;
  if (twin) return mergeDuplicate(row, twin.id, now, found);

  // Another attempt of the same failure is no other incident of it.
  const before = row.diagnosis;
  const again = fingerprint !== null && fingerprint === row.fingerprint && before !== null;
  const identity = {
    id: row.id,
    category: record.category,
    title: record.summary,
    repository,
    at: row.first_seen,
  };
  const known = again
    ? before.recognition
    : fingerprint === null || !recognises
      ? null
      : await recognise(deps.db, { ...identity, fingerprint });
  return {
    state: "diagnosing",
    nextStepAt: now,
    progress: true,
    category: record.category,
    fingerprint,
    diagnosis: { ...record, recognition: known },
    write: async (tx) => {
      const text = `${record.category} (${percent(record.confidence)}): ${record.summary}`;
      await addTimeline(tx, row.id, { kind: "diagnosed", actor: "heal", text, at: now });
      if (label !== null && label.incident_id !== row.id)
        await addTimeline(tx, row.id, {
          kind: "recognised",
          actor: "heal",
          text: `@${label.by} said so of the same failure; heal itself says ${found.record.category}`,
          url: incidentUrl(deps, label.incident_id),
          at: now,
        });
      if (recognises && fingerprint !== null && !again && !row.run?.fork)
        await countPattern(tx, { ...identity, incident: row.id, fingerprint });
      if (!isSelfDetected(row))
        await evaluate(
          tx,
          failureSeen(row, record, { fingerprint: again ? null : fingerprint, incident: row.id, jobs }),
          now,
        );
      if (known && !again)
        await addTimeline(tx, row.id, {
          kind: "recognised",
          actor: "heal",
          text: recognitionText(known),
          url: `${deps.publicUrl}/incidents/${known.firstIncident}`,
          at: now,
        });
    },
  };
};
