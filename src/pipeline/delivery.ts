import type { ErrorEvent, RepositoryRef } from "../events/event.js";
import type { Signal } from "../events/signal.js";
import { HOUR, SECOND } from "../core/clock.js";
import { commandLines } from "../commands/parse.js";
import { readDelivery } from "../intake/read.js";
import { observe } from "../learning/detect.js";
import type { Observation } from "../learning/subjects.js";
import { addCommand } from "../store/commands.js";
import type { Db } from "../store/db.js";
import { addEvent } from "../store/events.js";
import { fixOf } from "../store/fixes.js";
import { addTimeline } from "../store/history.js";
import { semanticTwin } from "../store/deliveries.js";
import { claim, finish, type Claim, type Finished } from "../store/inbox.js";
import {
  closeByHand,
  healedBy,
  incidentOfIssue,
  incidentByKey,
  joinOrOpen,
  pingIncident,
  tellRun,
} from "../store/incidents.js";
import { dispatchOfRun } from "../store/intents.js";
import { upsertReport } from "../store/reports.js";
import { getRepository, outdate, upsertRepository } from "../store/repositories.js";
import { addJob } from "../store/jobs.js";
import { addRun } from "../store/runs.js";
import type { Wake } from "../queue/port.js";
import type { PipelineDeps } from "./deps.js";
import { reasonOf } from "../core/errors.js";
import { alertSeen, runSeen } from "./detect.js";
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
    const wakes = await understand(delivery, deps);
    for (const wake of wakes) await deps.queue.wake(wake, wake.task === "command" ? { priority: 0 } : {});
  } catch (error) {
    deps.log.warn({ delivery: delivery.id, reason: reasonOf(error) }, "a delivery could not be processed");
    const state = await finish(deps.db, delivery, { state: "failed", reason: reasonOf(error) }, now);
    if (state !== "received") return delivery.id;
    const at = new Date(now.getTime() + (RETRY_MS[delivery.attempts - 1] ?? 0));
    await deps.queue.wake({ task: "delivery", id: delivery.id }, { at });
  }
  return delivery.id;
}

async function understand(delivery: Claim, deps: PipelineDeps): Promise<Wake[]> {
  const { signals, ignored } = readDelivery({ ...delivery, receivedAt: delivery.received_at }, deps.sources);
  const wakes: Wake[] = [];
  await deps.db.tx(async (tx) => {
    const end = (outcome: Finished) => finish(tx, delivery, outcome, deps.clock.now());
    if (signals.length === 0)
      return end({ state: "ignored", reason: ignored ?? "nothing in it concerns heal" });
    const twin = await semanticTwin(tx, delivery.id);
    if (twin) return end({ state: "ignored", reason: `the same event came before as ${twin.id}` });
    let incident: number | null = null;
    const seen: Observation[] = [];
    for (const repository of signals.flatMap(installedIn)) await meetRepository(tx, repository);
    for (const signal of signals)
      incident = (await apply(signal, delivery.id, { ...deps, db: tx }, wakes, seen)) ?? incident;
    // After all incidents are written: detectors' rows are taken last, by everybody.
    const detected = await observe(tx, seen, deps.clock.now());
    wakes.push(...detected.map((id) => ({ task: "incident", id }) as const));
    return end({ state: "done", incidentId: incident });
  });
  return wakes;
}

/** GitHub's own signals tell where the App is installed; an alert's label is a stranger's word. */
const installedIn = (signal: Signal): RepositoryRef[] =>
  "repository" in signal && signal.repository !== null && signal.repository.installationId !== null
    ? [signal.repository]
    : [];

/** Repositories are known from the first word of them, so that alerts and reports find theirs. */
async function meetRepository(tx: Db, { fullName, id, installationId }: RepositoryRef): Promise<void> {
  const known = await getRepository(tx, fullName);
  if (known?.repository_id === id && known.installation_id === installationId) return;
  await upsertRepository(tx, { full_name: fullName, repository_id: id, installation_id: installationId });
}

/** The incident that a signal belongs to, if any. */
async function apply(
  signal: Signal,
  deliveryId: string,
  deps: PipelineDeps,
  wakes: Wake[],
  seen: Observation[],
): Promise<number | null> {
  const { db } = deps;
  const now = deps.clock.now();
  const wake = (...ids: number[]) => wakes.push(...ids.map((id) => ({ task: "incident", id }) as const));

  switch (signal.kind) {
    case "event": {
      const id = await takeEvent(signal.event, deliveryId, deps, seen);
      if (id !== null) wake(id);
      return id;
    }
    case "run-finished": {
      const { repository, run, at } = signal;
      const fresh = (await addRun(db, repository.fullName, run, at)) > 0;
      const told = await tellRun(db, repository.fullName, run, now);
      const dispatched = await dispatchOfRun(db, repository.fullName, run.runId);
      const fix = await fixOf(db, repository.fullName, { branch: run.branch });
      // What heal started itself is judged where it was started.
      if (fresh && !dispatched && !fix) seen.push(...(await runSeen(db, repository.fullName, run, at)));
      const healed = run.conclusion === "success" ? await healedBy(db, repository.fullName, run) : [];
      const touched = new Set([
        ...told,
        ...healed.map(({ id }) => id),
        ...(fix ? [fix.incident_id] : []),
        ...(dispatched ? [dispatched.incident_id] : []),
      ]);
      for (const id of touched) await pingIncident(db, id, now);
      wake(...touched);
      return [...touched][0] ?? null;
    }
    case "job-finished":
      await addJob(db, signal.repository.fullName, signal.job, signal.at);
      return null;
    case "comment": {
      if (signal.bot) return null;
      for (const line of commandLines(signal.body).slice(0, 1)) {
        const command = await addCommand(db, { ...signal, line, now });
        if (command) wakes.push({ task: "command", id: command.id });
      }
      return null;
    }
    case "pull-request": {
      const fix = await fixOf(db, signal.repository.fullName, {
        branch: signal.headRef,
        pullRequest: signal.number,
      });
      if (!fix) return null;
      await pingIncident(db, fix.incident_id, now);
      wake(fix.incident_id);
      return fix.incident_id;
    }
    case "issue-closed": {
      const closed = signal.bot ? null : await incidentOfIssue(db, signal.repository.fullName, signal.issue);
      if (!closed || (await closeByHand(db, closed.id, now)) === 0) return null;
      await addTimeline(db, closed.id, {
        kind: "closed",
        actor: `@${signal.by}`,
        text: `@${signal.by} closed the issue`,
        url: closed.issue_url,
        at: signal.at,
      });
      return closed.id;
    }
    case "push":
      if (
        signal.branch === signal.defaultBranch &&
        signal.touched.some((path) => path.startsWith(".github/"))
      ) {
        await outdate(db, signal.repository.fullName);
        deps.rules.forget(signal.repository.fullName);
      }
      return null;
    case "installation":
      for (const fullName of signal.repositories) {
        const gone = signal.action === "deleted" || signal.action === "removed";
        if (!gone)
          await upsertRepository(db, { full_name: fullName, installation_id: signal.installationId });
      }
      return null;
    case "report": {
      const { repository, run } = signal;
      await upsertReport(db, {
        delivery_id: deliveryId,
        repository: repository.fullName,
        run_id: run.runId,
        attempt: run.attempt,
        job: run.job,
        tests: signal.tests,
        failing: signal.failing,
        received_at: signal.at,
      });
      return signal.failing.length === 0 ? null : await takeReport(signal, deliveryId, deps);
    }
  }
}

async function takeEvent(
  raw: ErrorEvent,
  deliveryId: string,
  deps: PipelineDeps,
  seen: Observation[],
): Promise<number | null> {
  const { db } = deps;
  const now = deps.clock.now();
  const event = raw.kind === "alert" ? await route(raw, db) : raw;
  if (event.run && event.repository) {
    // What heal started itself is judged where it was started, never as a failure of its own.
    const dispatched = await dispatchOfRun(db, event.repository.fullName, event.run.runId);
    const fix = await fixOf(db, event.repository.fullName, { branch: event.run.branch });
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
    at: event.occurredAt,
    now,
  });
  const stored = await addEvent(db, id, deliveryId, event);
  // What a run failed with is known once its log was read.
  if (event.kind === "alert") seen.push(alertSeen(event, stored.id, id));
  const text =
    event.status === "resolved"
      ? `Resolved: ${event.title}`
      : fresh
        ? `First seen: ${event.title}`
        : `Seen again: ${event.title}`;
  await addTimeline(db, id, {
    kind: "seen",
    actor: event.source,
    text,
    url: event.url,
    at: event.occurredAt,
  });
  return id;
}

/** Failing tests are known before the run ends: the incident waits for the run. */
async function takeReport(
  signal: Extract<Signal, { kind: "report" }>,
  deliveryId: string,
  { db, clock }: PipelineDeps,
): Promise<number> {
  const { repository, run, failing, at } = signal;
  const title = `${run.workflow}: ${failing.length} failing ${failing.length === 1 ? "test" : "tests"}`;
  const key = `run:${repository.fullName}:${run.runId}`;
  const { id } = await joinOrOpen(db, {
    key,
    kind: "report",
    repository,
    severity: "error",
    title,
    service: null,
    fingerprint: null,
    run: null,
    at,
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
  await addTimeline(db, id, { kind: "seen", actor: "action", text: `Job ${run.job} reported ${title}`, at });
  return id;
}
