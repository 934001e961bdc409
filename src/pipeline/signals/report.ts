import { HOUR } from "../../core/clock.js";
import { repositoryKey } from "../../events/event.js";
import { addEvent } from "../../store/events.js";
import { addTimeline } from "../../store/timeline.js";
import { joinOrOpen } from "../../store/incidents.js";
import { upsertReport } from "../../store/reports.js";
import type { Handler, SignalContext, SignalOf } from "./handler.js";

/** How long an incident that only a report opened waits for its run to end. */
const RUN_MAY_TAKE_MS = 6 * HOUR;

export const report: Handler<"report"> = async (signal, context) => {
  const { repository, run } = signal;
  await upsertReport(context.tx, {
    delivery_id: context.delivery.id,
    repository: repository.fullName,
    run_id: run.runId,
    attempt: run.attempt,
    job: run.job,
    tests: signal.tests,
    failing: signal.failing,
    received_at: signal.at,
  });
  return signal.failing.length === 0 ? null : openWith(signal, context);
};

/** Failing tests are known before the run ends: the incident waits for the run. */
async function openWith(
  signal: SignalOf<"report">,
  { tx: db, clock, delivery: { id: deliveryId, received_at: receivedAt } }: SignalContext,
): Promise<number> {
  const { repository, run, failing, at } = signal;
  const title = `${run.workflow}: ${failing.length} failing ${failing.length === 1 ? "test" : "tests"}`;
  const key = `run:${repositoryKey(repository)}:${run.runId}`;
  const { id } = await joinOrOpen(db, {
    key,
    kind: "report",
    repository,
    severity: "error",
    title,
    service: null,
    fingerprint: null,
    run: null,
    source: "reports",
    at: receivedAt,
    now: new Date(clock.now().getTime() + RUN_MAY_TAKE_MS),
  });
  await addEvent(db, id, deliveryId, {
    source: "reports",
    kind: "report",
    status: "firing",
    repository,
    severity: "error",
    title,
    message: failing
      .map((test) => test.name)
      .slice(0, 20)
      .join(", "),
    occurredAt: at,
    key,
    fingerprint: null,
    service: null,
    labels: {},
    url: null,
    failing,
  });
  await addTimeline(db, id, {
    kind: "seen",
    actor: "action",
    text: `Job ${run.job} reported ${title}`,
    at: receivedAt,
  });
  return id;
}
