import { repositoryKey, type ErrorEvent, type RunFacts } from "../events/event.js";
import { received } from "../events/received.js";
import type { Signal } from "../events/signal.js";
import { HOUR, MINUTE, SECOND } from "../core/clock.js";
import { commandOf } from "../commands/parse.js";
import { observe } from "../learning/detect.js";
import type { Observation } from "../learning/subjects.js";
import { addCommand } from "../store/commands.js";
import { addEvent } from "../store/events.js";
import { fixOf } from "../store/fixes.js";
import { addTimeline } from "../store/history.js";
import type { Db } from "../store/db.js";
import { semanticTwin } from "../store/deliveries.js";
import { claim, CLAIM_MS, finish, renewDelivery, type Claim, type Finished } from "../store/inbox.js";
import {
  closeByHand,
  incidentsOfIssue,
  incidentByKey,
  joinOrOpen,
  pingIncident,
} from "../store/incidents.js";
import { ClaimLost } from "../store/lease.js";
import { splitDelivery } from "../store/parts.js";
import { dispatchOfRun } from "../store/intents.js";
import { loseIssue } from "../store/places.js";
import { upsertReport } from "../store/reports.js";
import { outdate } from "../store/repositories.js";
import { addJob } from "../store/jobs.js";
import { branchGone, pullGone, toldByRun } from "../store/lines.js";
import { addRun } from "../store/runs.js";
import type { Wake } from "../queue/port.js";
import type { PipelineDeps } from "./deps.js";
import { reasonOf } from "../core/errors.js";
import { alertSeen, runSeen } from "./detect.js";
import { place, tellChanges } from "./repositories.js";
import { readIn } from "./read-in.js";
import { route } from "./routing.js";

/** How long an incident that only a report opened waits for its run to end. */
const RUN_MAY_TAKE_MS = 6 * HOUR;

/** Pauses after the 1st, 2nd, ... failure, as the inbox keeps them: five tries within a minute, then it is parked. */
const RETRY_MS = [1, 3, 8, 20].map((s) => s * SECOND);

/** Incidents wait behind so many, some hundred milliseconds. */
const IN_A_ROW = 20;

/**
 * Deliveries that are due, one after another. Which ones is the inbox's choice (commands first, repositories in turn), whatever
 * row the wake-up was for; a burst wakes a few workers and not one for each, so who leaves work behind wakes the next.
 */
export async function deliveryStep(deps: PipelineDeps): Promise<void> {
  let last: string | null = null;
  for (let i = 0; i < IN_A_ROW; i += 1) {
    last = await nextDelivery(deps);
    if (last === null) return;
  }
  if (last !== null) await deps.queue.wake({ task: "delivery", id: last });
}

/** Reads one, writes what it means, all in one transaction; then wakes who has something to do. Gives its id; null: none is due. */
async function nextDelivery(deps: PipelineDeps): Promise<string | null> {
  const now = deps.clock.now();
  const [delivery] = await claim(deps.db, { now });
  if (!delivery) return null;
  deps.at?.("claimed");
  try {
    const wakes = await deps.leases.during(
      CLAIM_MS,
      (db, until) => renewDelivery(db, delivery, until),
      () => understand(delivery, deps),
    );
    for (const wake of wakes) await deps.queue.wake(wake, wake.task === "command" ? { priority: 0 } : {});
  } catch (error) {
    if (error instanceof ClaimLost) {
      deps.log.warn({ delivery: delivery.id }, error.message);
      return delivery.id;
    }
    deps.log.warn({ delivery: delivery.id, reason: reasonOf(error) }, "a delivery could not be processed");
    const state = await finish(deps.db, delivery, { state: "failed", reason: reasonOf(error) }, now);
    if (state !== "received") return delivery.id;
    const at = new Date(now.getTime() + (RETRY_MS[delivery.attempts - 1] ?? 0));
    await deps.queue.wake({ task: "delivery", id: delivery.id }, { at });
  }
  return delivery.id;
}

async function understand(delivery: Claim, deps: PipelineDeps): Promise<Wake[]> {
  const receivedAt = delivery.received_at;
  const reading = await readIn(delivery, deps);
  const wakes: Wake[] = [];
  if (reading.parts) {
    const split = await deps.db.tx((tx) => splitDelivery(tx, delivery, reading.parts));
    if (split === 0) throw new ClaimLost(`delivery ${delivery.id}`);
    return [{ task: "delivery", id: delivery.id }];
  }
  const { ignored, asOf = null, of, ...read } = reading;
  await deps.db.tx(async (tx) => {
    const end = async (outcome: Finished) => {
      const state = await finish(tx, delivery, outcome, deps.clock.now());
      if (state === null) throw new ClaimLost(`delivery ${delivery.id}`);
    };
    const clamped = read.signals.map((signal) => received(signal, receivedAt));
    const { signals, changes, incidents } = await place(tx, of, clamped, { asOf, receivedAt });
    wakes.push(...incidents.map((id) => ({ task: "incident", id }) as const));
    const told = () => tellChanges(tx, changes, deps);
    if (signals.length === 0) {
      await told();
      return end({ state: "ignored", reason: ignored ?? "nothing in it concerns heal" });
    }
    const twin = await semanticTwin(tx, delivery.id);
    if (twin) {
      await told();
      return end({ state: "ignored", reason: `the same event came before as ${twin.id}` });
    }
    let incident: number | null = null;
    const seen: Observation[] = [];
    for (const signal of signals)
      incident = (await apply(signal, delivery, { ...deps, db: tx }, wakes, seen)) ?? incident;
    // After all incidents are written: detectors' rows are taken last, by everybody.
    const detected = await observe(tx, seen, deps.clock.now());
    wakes.push(...detected.map((id) => ({ task: "incident", id }) as const));
    await told();
    return end({ state: "done", incidentId: incident });
  });
  return wakes;
}

/** The incident that a signal belongs to, if any. */
async function apply(
  signal: Signal,
  delivery: Pick<Claim, "id" | "received_at">,
  deps: PipelineDeps,
  wakes: Wake[],
  seen: Observation[],
): Promise<number | null> {
  const { db } = deps;
  const now = deps.clock.now();
  const wake = (...ids: number[]) => wakes.push(...ids.map((id) => ({ task: "incident", id }) as const));

  const ping = async (ids: Iterable<number>) => {
    for (const id of ids) {
      await pingIncident(db, id, now);
      wake(id);
    }
  };

  switch (signal.kind) {
    case "event": {
      const id = await takeEvent(signal.event, delivery, deps, seen);
      if (id !== null) wake(id);
      return id;
    }
    case "run-finished": {
      const { repository, run, at } = signal;
      const fresh = (await addRun(db, repository.fullName, run, at)) > 0;
      const told = await toldByRun(db, repository.fullName, run);
      const dispatched = await dispatchOfRun(db, repository.fullName, run.runId);
      const fix = await fixOfRun(db, repository.fullName, run);
      // What heal started itself is judged where it was started.
      if (fresh && !dispatched && !fix) seen.push(...(await runSeen(db, repository.fullName, run, at)));
      const touched = new Set([
        ...told,
        ...(fix ? [fix.incident_id] : []),
        ...(dispatched ? [dispatched.incident_id] : []),
      ]);
      await ping(touched);
      return [...touched][0] ?? null;
    }
    case "job-finished":
      await addJob(db, signal.repository.fullName, signal.job, signal.at);
      return null;
    case "comment": {
      if (signal.bot) return null;
      const line = commandOf(signal.body);
      const command = line === null ? null : await addCommand(db, { ...signal, line, now });
      if (command) wakes.push({ task: "command", id: command.id });
      return null;
    }
    case "pull-request": {
      if (signal.action === "closed")
        await ping(await pullGone(db, signal.repository.fullName, signal.number, now));
      const fix = await fixOf(db, signal.repository.fullName, {
        ...(signal.fork ? {} : { branch: signal.headRef }),
        pullRequest: signal.number,
      });
      if (!fix) return null;
      await pingIncident(db, fix.incident_id, now);
      wake(fix.incident_id);
      return fix.incident_id;
    }
    case "issue-closed": {
      if (signal.bot) return null;
      let last: number | null = null;
      // A summary is the issue of many.
      for (const row of await incidentsOfIssue(db, signal.repository.fullName, signal.issue)) {
        if ((await closeByHand(db, row.id, now)) === 0) continue;
        await addTimeline(db, row.id, {
          kind: "closed",
          actor: `@${signal.by}`,
          text: `@${signal.by} closed the issue`,
          url: row.issue_url,
          at: signal.at,
        });
        last = row.id;
      }
      return last;
    }
    case "issue-gone": {
      const lost = await loseIssue(db, signal.repository.fullName, signal.issue);
      for (const id of lost)
        await addTimeline(db, id, {
          kind: "trouble",
          actor: `@${signal.by}`,
          text: `Issue ${signal.issue} was ${signal.how}; when the failure comes again it gets a new one`,
          at: signal.at,
        });
      return lost.at(-1) ?? null;
    }
    case "push":
      if (
        signal.branch === signal.defaultBranch &&
        signal.touched.some((path) => path.startsWith(".github/"))
      ) {
        await outdate(db, signal.repository.fullName);
        deps.rules.forget(signal.repository);
      }
      return null;
    case "branch-gone":
      await ping(await branchGone(db, signal.repository.fullName, signal.branch, now));
      return null;
    // What they change stands already.
    case "repository":
    case "installation":
    case "owner-renamed":
      return null;
    case "report": {
      const { repository, run } = signal;
      await upsertReport(db, {
        delivery_id: delivery.id,
        repository: repository.fullName,
        run_id: run.runId,
        attempt: run.attempt,
        job: run.job,
        tests: signal.tests,
        failing: signal.failing,
        received_at: signal.at,
      });
      return signal.failing.length === 0 ? null : await takeReport(signal, delivery, deps);
    }
  }
}

/** The fix that a run tries: its branch is the repository's own, and a fork may call its branch alike. */
const fixOfRun = (db: Db, repository: string, { fork, branch }: RunFacts) =>
  fork ? null : fixOf(db, repository, { branch });

async function takeEvent(
  raw: ErrorEvent,
  { id: deliveryId, received_at: at }: Pick<Claim, "id" | "received_at">,
  deps: PipelineDeps,
  seen: Observation[],
): Promise<number | null> {
  const { db } = deps;
  const now = deps.clock.now();
  const event = raw.kind === "alert" ? await route(raw, db) : raw;
  if (event.run && event.repository) {
    // What heal started itself is judged where it was started, never as a failure of its own.
    const dispatched = await dispatchOfRun(db, event.repository.fullName, event.run.runId);
    const fix = await fixOfRun(db, event.repository.fullName, event.run);
    if (dispatched ?? fix) return (dispatched ?? fix)?.incident_id ?? null;
  }
  // An end without a beginning (heal was installed in between) is no incident.
  const open = await incidentByKey(db, event.key);
  const isOpen = open !== null && open.closed_at === null;
  if (event.status === "resolved" && !isOpen) return null;
  // A late event about an attempt that is over already.
  if (open && !isOpen && event.run && open.run && open.run.attempt >= event.run.attempt) return open.id;
  const { id, fresh } = await joinOrOpen(db, {
    key: event.key,
    kind: event.kind,
    repository: event.repository,
    severity: event.status === "resolved" && open ? open.severity : event.severity,
    title: event.title,
    service: event.service,
    fingerprint: event.kind === "alert" ? event.fingerprint : null,
    run: event.run ?? null,
    at,
    now,
  });
  const stored = await addEvent(db, id, deliveryId, event);
  // What a run failed with is known once its log was read.
  if (event.kind === "alert") seen.push(alertSeen(event, stored.id, id, at));
  const text =
    event.status === "resolved"
      ? `Resolved: ${event.title}`
      : fresh
        ? `First seen: ${event.title}`
        : `Seen again: ${event.title}`;
  await addTimeline(db, id, {
    kind: "seen",
    actor: event.source,
    text: `${text}${saidAt(event, at)}`,
    url: event.url,
    at,
  });
  return id;
}

/** Told where the sender's clock and ours are apart: how long it has been so, or that the clock is wrong. */
function saidAt({ occurredAt, statedAt }: ErrorEvent, at: Date): string {
  if (statedAt !== undefined) return ` (its sender dates it ${statedAt}, which is not believed)`;
  const apart = Math.abs(at.getTime() - occurredAt.getTime());
  return apart < 5 * MINUTE ? "" : ` (its sender dates it ${occurredAt.toISOString()})`;
}

/** Failing tests are known before the run ends: the incident waits for the run. */
async function takeReport(
  signal: Extract<Signal, { kind: "report" }>,
  { id: deliveryId, received_at: receivedAt }: Pick<Claim, "id" | "received_at">,
  { db, clock }: PipelineDeps,
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
