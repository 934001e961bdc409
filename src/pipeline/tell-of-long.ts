import { isSelfDetected } from "../alerting/self-detected.js";
import { limits } from "../core/limits.js";
import type { Reason } from "../decision/decide.js";
import type { DiagnosisRecord } from "../diagnosis/record.js";
import type { IncidentRow } from "../store/incidents.js";
import { quietNow } from "./active-silence.js";
import type { Next, PipelineDeps, Rules } from "./deps.js";
import { escalate } from "./escalate.js";
import { alwaysTold } from "./notify.js";

/**
 * A critical alert that goes on firing is told although something is being done about it, or will be: null when there is
 * nothing to tell yet, or somebody knows. `at`: when that is.
 */
export async function tellOfLong(
  row: IncidentRow,
  record: DiagnosisRecord,
  reasons: readonly Reason[],
  rules: Rules,
  deps: PipelineDeps,
): Promise<{ told: Next | null; at: Date | null }> {
  if (row.kind !== "alert" || row.severity !== "critical" || row.issue_number !== null || isSelfDetected(row))
    return { told: null, at: null };
  const now = deps.clock.now();
  const at = new Date(row.first_seen.getTime() + limits.tellCriticalMs);
  if (at > now) return { told: null, at };
  const quiet = await quietNow(row, rules, deps);
  if (quiet) return { told: byOtherWays(quiet.silenced ? [] : alwaysTold(row, deps)), at: quiet.until };
  const told = await escalate(row, record, reasons, rules, deps);
  if (told.issue !== undefined) return { told, at: null };
  const again = told.nextStepAt ?? new Date(now.getTime() + limits.verifyPollMs);
  return { told: byOtherWays(told.notify ?? []), at: again };
}

const byOtherWays = (notify: readonly string[]): Next | null =>
  notify.length === 0 ? null : { state: "escalated", nextStepAt: null, progress: true, notify };
