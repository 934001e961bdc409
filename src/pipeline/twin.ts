import type { StoredDiagnosis } from "../decision/stored.js";
import { evaluate } from "../alerting/evaluate.js";
import { addTimeline } from "../store/timeline.js";
import type { IncidentRow } from "../store/incidents.js";
import { mergeInto } from "../store/run-lines.js";
import type { Next } from "./deps.js";
import { failureSeen } from "./observations.js";
import type { Diagnosed } from "./read-failure.js";

/**
 * The same failure, already with people: this one adds to it and ends, and keeps its own run. `found` is what was just
 * diagnosed; left out where another worker told people while this one was on its way to them.
 */
export const mergeDuplicate = (row: IncidentRow, twin: number, now: Date, found?: Diagnosed): Next => ({
  state: "closed",
  nextStepAt: null,
  progress: true,
  mergedInto: twin,
  ...(found && {
    category: found.record.category,
    fingerprint: found.fingerprint,
    diagnosis: { ...found.record, recognition: null } satisfies StoredDiagnosis,
  }),
  write: async (tx) => {
    await mergeInto(tx, row, twin, now);
    if (found) {
      const { record, fingerprint, jobs } = found;
      await evaluate(tx, failureSeen(row, record, { fingerprint, incident: twin, jobs }), now);
    }
    await addTimeline(tx, row.id, {
      kind: "recognised",
      actor: "heal",
      text: `The same failure as incident ${twin}, which has it from here`,
      at: now,
    });
    await addTimeline(tx, twin, {
      kind: "seen",
      actor: "heal",
      text: `Seen again on branch ${row.run?.branch ?? "?"}: ${row.title}`,
      url: row.run?.url ?? null,
      at: row.last_seen,
    });
  },
});
