import { refOfRow } from "../events/event.js";
import { reasonOf } from "../core/errors.js";
import type { Trouble } from "../events/trouble.js";
import type { DiagnosisRecord } from "../diagnosis/record.js";
import { redact } from "../core/redact.js";
import { clip } from "../core/text.js";
import { addTimeline } from "../store/timeline.js";
import type { IncidentRow } from "../store/incidents.js";
import type { Next, PipelineDeps } from "./deps.js";
import { escalate, lastReasons } from "./escalate.js";
import { addresseesOf } from "./notify.js";
import { untold } from "./trouble.js";

/** A step that cannot be made: people get the incident with the reason, as soon as they can be reached. */
export async function handOver(row: IncidentRow, trouble: Trouble, deps: PipelineDeps): Promise<Next> {
  const now = deps.clock.now();
  const next = await told({ ...row, trouble }, deps);
  return {
    ...next,
    answered: true,
    write: async (tx) => {
      if (row.trouble?.reason !== trouble.reason)
        await addTimeline(tx, row.id, {
          kind: "trouble",
          actor: "heal",
          text: `heal could not go on: ${trouble.reason}`,
          at: now,
        });
      await next.write?.(tx);
    },
  };
}

async function told(row: IncidentRow, deps: PipelineDeps): Promise<Next> {
  const [repository, { run }] = [refOfRow(row), row];
  // A fork's failure is nobody's issue here.
  if (run?.fork) return { state: "escalated", nextStepAt: null, progress: true };
  const notify = addresseesOf(row, null, deps.notifiers);
  if (!repository) return { state: "escalated", nextStepAt: null, progress: true, notify };
  const record = row.diagnosis ?? unread(row);
  try {
    return await escalate(row, record, await lastReasons(row, deps), await deps.rules.of(repository), deps);
  } catch (error) {
    // Whatever hinders this too: it is shown on the front page, and tried again.
    const { trouble, at } = untold(row, reasonOf(error), deps.clock.now());
    deps.log.warn({ incident: row.id, reason: trouble.reason }, "nobody could be told");
    return { state: "escalated", nextStepAt: at, progress: false, trouble, notify };
  }
}

/** What is said of a failure that could not be looked into. */
const unread = (row: IncidentRow): DiagnosisRecord => ({
  attempt: row.run?.attempt ?? 0,
  category: "unknown",
  confidence: 0,
  summary: "heal could not look into this failure.",
  reason: clip(redact(row.trouble?.reason ?? ""), 500),
  alternatives: [],
  jobs: [],
  tests: [],
  labels: {},
});
