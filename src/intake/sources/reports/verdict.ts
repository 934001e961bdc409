import { reasonOf } from "../../../core/errors.js";
import type { FailingTest } from "../../../events/event.js";
import type { Log } from "../../log.js";
import type { Received } from "../../receive.js";
import { read, type ReportSignal } from "./read.js";

/** What the Action shows in the job's summary. */
export interface Verdict {
  state: "analysing" | "known" | "unknown";
  category?: string;
  summary: string;
  incident?: string;
  url?: string;
  failing: Pick<FailingTest, "suite" | "name" | "message">[];
}

export type VerdictFor = (repository: string, runId: number, report: ReportSignal) => Promise<Verdict>;

/** Failing tests told in the answer: what a job summary can show. */
const SHOWN = 50;

/** The answer to a committed upload: whatever goes wrong here, the upload is safe and the answer is 202. */
export async function verdictOf(received: Received, verdictFor: VerdictFor, log: Log): Promise<Verdict> {
  let failing: Verdict["failing"] = [];
  try {
    const { event, action, receivedAt, headers } = received.delivery;
    const reading =
      received.reading ?? read({ event, action: action ?? null, json: received.json, receivedAt, headers });
    const [report] = reading.signals;
    if (report?.kind !== "report")
      return { state: "unknown", summary: reading.ignored ?? "nothing to judge", failing };
    failing = report.failing.slice(0, SHOWN).map(({ suite, name, message }) => ({ suite, name, message }));
    return await verdictFor(report.repository.fullName, report.run.runId, report);
  } catch (error) {
    log.warn({ delivery: received.id, reason: reasonOf(error) }, "no verdict at once");
    return { state: "analysing", summary: "The report is stored and being looked at.", failing };
  }
}
