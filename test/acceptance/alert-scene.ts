import { randomBytes, randomUUID } from "node:crypto";
import { effectsOf } from "../../src/app/effects.js";
import { MINUTE, SECOND, type Clock } from "../../src/core/clock.js";
import { HealError } from "../../src/core/errors.js";
import { createMarks } from "../../src/core/marks.js";
import { inThisThread } from "../../src/core/offload.js";
import { createFlags } from "../../src/flags/flags.js";
import { createKillSwitch } from "../../src/flags/kill-switch.js";
import { unconfiguredGitHub } from "../../src/github/unconfigured.js";
import type { GitHub, Issue, Comment, RunNow } from "../../src/github/port.js";
import { noNotifiers, type Notifiers } from "../../src/escalation/configured.js";
import { silentLog } from "../../src/intake/log.js";
import { sources } from "../../src/intake/sources/index.js";
import { releaseConsequences } from "../../src/alerting/consequences.js";
import { openMissedHeartbeats } from "../../src/alerting/watchdogs.js";
import { deliveryStep } from "../../src/pipeline/delivery-step.js";
import type { PipelineDeps } from "../../src/pipeline/deps.js";
import { incidentStep } from "../../src/pipeline/incident-step.js";
import { notificationStep } from "../../src/pipeline/notification-step.js";
import { shippedPlaybooks } from "../../src/pipeline/rules.js";
import { parseRepositoryConfig } from "../../src/playbooks/repository-config.js";
import { membersOf, type AlertMember } from "../../src/store/alert-members.js";
import { accept } from "../../src/store/deliveries.js";
import { dueIncidents } from "../../src/store/incident-steps.js";
import { noteEnds } from "../../src/store/notification-placement.js";
import { dueNotifications } from "../../src/store/notifications.js";
import type { IncidentRow } from "../../src/store/incidents.js";
import { createLeases } from "../../src/store/lease.js";
import { upsertRepository } from "../../src/store/repositories.js";
import { outcomesOf, timelineOf } from "../../src/store/timeline.js";
import { commandStep } from "../../src/pipeline/command.js";
import { dueCommands } from "../../src/store/commands.js";
import { createPeople } from "./people.js";
import { testDatabase } from "../harness/database.js";
import { runOf } from "../dashboard/seed.js";

export interface Labels {
  alertname: string;
  [label: string]: string;
}

/** What an issue was opened with. */
export interface Opened {
  labels: readonly string[];
  assignees: readonly string[];
}

export interface Told {
  status?: "firing" | "resolved";
  /** When this firing began; default now. */
  startsAt?: Date;
  annotations?: Record<string, string>;
  source?: "alertmanager" | "grafana";
}

const REPOSITORY = { fullName: "acme/shop", id: 1, installationId: 7 };
/** How long the recovery workflow runs. */
const RESTART_MS = 90 * SECOND;

/** heal's own pipeline over PostgreSQL, with a clock that stands until a story moves it, and a GitHub of two lists. */
export async function alertScene(
  heal = "services: []\n",
  workflow: string | null = null,
  notifiers: Notifiers = noNotifiers,
) {
  const database = await testDatabase();
  const { db } = database;
  let time = Date.parse("2026-03-14T02:00:00Z");
  const clock: Clock = { now: () => new Date(time) };
  const away = { github: false, issues: false };
  const people = createPeople();
  const issues: Issue[] = [];
  const opened: Opened[] = [];
  const comments: (Comment & { issue: number })[] = [];
  const dispatches: { workflow: string; at: Date; inputs: Record<string, string> }[] = [];
  const runNow = (runId: number): RunNow | null => {
    const made = dispatches[runId - 1];
    if (!made) return null;
    const over = time >= made.at.getTime() + RESTART_MS;
    const end = { status: over ? "completed" : "in_progress", conclusion: over ? "success" : null };
    return { ...runOf({ runId, event: "workflow_dispatch" }), ...end, own: true };
  };
  const github: GitHub = {
    ...unconfiguredGitHub(),
    ...people.github,
    defaultBranch: async () => "main",
    file: async (_repository, path) => (path === ".github/workflows/restart.yml" ? workflow : null),
    run: async ({ runId }) => runNow(runId),
    dispatch: async (_repository, name, _ref, inputs) =>
      dispatches.push({ workflow: name, at: clock.now(), inputs }),
    dispatchedRuns: async () => [],
    issue: async (_repository, number) => issues[number - 1] ?? null,
    ownIssues: async () => [...issues].reverse(),
    createIssue: async (_repository, { title, body, labels, assignees }) => {
      if (away.issues) throw new HealError("HEAL_GITHUB_REFUSED", "issues: write is missing");
      opened.push({ labels, assignees });
      const number = issues.length + 1;
      const url = `https://github.example/acme/shop/issues/${number}`;
      const made: Issue = { number, url, title, body, state: "open", own: true };
      issues.push(made);
      return made;
    },
    updateIssue: async (_repository, number, change) => void Object.assign(issues[number - 1] ?? {}, change),
    comments: async (_repository, number) => comments.filter((one) => one.issue === number),
    comment: async (_repository, issue, body) => {
      const made = { id: comments.length + 1, author: "heal[bot]", own: true, body, url: "", issue };
      comments.push(made);
      return made;
    },
  };
  const config = parseRepositoryConfig(heal);
  await upsertRepository(db, {
    full_name: REPOSITORY.fullName,
    repository_id: REPOSITORY.id,
    installation_id: REPOSITORY.installationId,
    default_branch: "main",
    config,
    fetched_at: clock.now(),
  });
  const playbooks = await shippedPlaybooks();
  const rules: PipelineDeps["rules"] = {
    of: async () => {
      if (away.github) throw new HealError("HEAL_GITHUB_RESTING", "502", { retryAfterMs: 30_000 });
      return { config, playbooks, problem: null, mode: config.mode ?? "act" };
    },
    forget: () => undefined,
  };
  const leases = createLeases({ url: database.url, clock, log: () => undefined });
  const base = { db, github, agent: null, marks: createMarks(randomBytes(32)), rules, leases, clock };
  const killSwitch = createKillSwitch(db, clock);
  const flags = await createFlags(db);
  const deps: PipelineDeps = {
    ...base,
    flags,
    durable: db,
    notifiers,
    killSwitch,
    effects: effectsOf({ ...base, killSwitch, flags }),
    queue: {
      wake: async () => undefined,
      wakeAll: async () => undefined,
      start: async () => undefined,
      depth: async () => 0,
      stop: async () => undefined,
    },
    offload: inThisThread,
    log: silentLog,
    sources,
    publicUrl: "http://heal.example",
  };

  /** All that is due at this moment is done, in order. */
  async function settle(): Promise<void> {
    await deliveryStep(deps);
    await openMissedHeartbeats(db, clock.now(), 100);
    await releaseConsequences(db, clock.now(), 100);
    for (let rounds = 0; rounds < 50; rounds += 1) {
      const commands = await dueCommands(db, clock.now(), 100);
      for (const { id } of commands) await commandStep(id, deps);
      const due = await dueIncidents(db, clock.now(), 100);
      await noteEnds(db, clock.now(), 100);
      const messages = await dueNotifications(db, clock.now(), 100);
      if (commands.length + due.length + messages.length === 0) return;
      for (const { id } of due) await incidentStep(id, deps);
      for (const { id } of messages) await notificationStep(id, deps);
    }
    throw new Error("incidents that are always due");
  }

  async function send(alerts: readonly { labels: Labels; told?: Told }[]): Promise<void> {
    const { source = "alertmanager" } = alerts[0]?.told ?? {};
    const body = {
      version: "4",
      status: "firing",
      alerts: alerts.map(({ labels, told = {} }) => ({
        status: told.status ?? "firing",
        labels,
        annotations: {
          summary: `${labels.alertname} of ${labels["service"] ?? "nothing"}`,
          ...told.annotations,
        },
        startsAt: (told.startsAt ?? clock.now()).toISOString(),
        endsAt: told.status === "resolved" ? clock.now().toISOString() : "0001-01-01T00:00:00Z",
      })),
    };
    await accept(db, {
      ...{ id: randomUUID(), source, key: randomUUID(), event: "alerts", headers: {} },
      body: Buffer.from(JSON.stringify(body)),
      receivedAt: clock.now(),
    });
  }

  return {
    db,
    issues,
    opened,
    comments,
    dispatches,
    killSwitch,
    clock,
    /** Roles of people, and what heal did at GitHub for them. */
    people,
    /** A webhook of GitHub, and all that follows from it at once. */
    async hook(event: string, json: object): Promise<void> {
      await accept(db, {
        ...{ id: randomUUID(), source: "github", key: randomUUID(), event, action: people.actionOf(json) },
        headers: { "x-github-event": event },
        body: Buffer.from(JSON.stringify({ ...people.envelope(REPOSITORY), ...json })),
        receivedAt: clock.now(),
      });
      await settle();
    },
    /** A webhook of a vendor, and all that follows from it at once. */
    async vendor(source: string, json: object): Promise<void> {
      await accept(db, {
        ...{ id: randomUUID(), source, key: randomUUID(), event: "alert", headers: {} },
        body: Buffer.from(JSON.stringify(json)),
        receivedAt: clock.now(),
      });
      await settle();
    },
    /** Set: GitHub answers nothing, or takes no issue. */
    away,
    now: () => clock.now(),
    send,
    settle,
    /** One message, and all that follows from it at once. */
    async tell(labels: Labels, told?: Told): Promise<void> {
      await send([{ labels, told }]);
      await settle();
    },
    /** Minute after minute, as heal's sweep goes. */
    async pass(ms: number): Promise<void> {
      for (const end = time + ms; time < end; ) {
        time = Math.min(time + MINUTE / 2, end);
        await settle();
      }
    },
    /** The same in leaps, from one moment at which something is due to the next: for stories of a month. */
    async leap(ms: number): Promise<void> {
      for (const end = time + ms; time < end; ) {
        const { due } = await db.one<{ due: Date | null }>`
          select min(at) as due from (
            select next_step_at as at from incidents union all select due_at from watchdogs where incident_id is null) all_due
          where at > ${new Date(time)}`;
        time = Math.min(due?.getTime() ?? end, end);
        await settle();
      }
    },
    incidents: (): Promise<IncidentRow[]> => db.many<IncidentRow>`select * from incidents order by id`,
    members: (id: number): Promise<AlertMember[]> => membersOf(db, id),
    story: async (id: number): Promise<string[]> => (await timelineOf(db, id)).map(({ text }) => text),
    outcomes: async (id: number): Promise<string[]> =>
      (await outcomesOf(db, id)).map(({ verdict, reason }) => `${verdict}: ${reason}`),
    successes: async (): Promise<number> =>
      (await db.one<{ n: number }>`select coalesce(sum(successes), 0)::int as n from trust`).n,
    async close(): Promise<void> {
      await leases.close();
      await database.drop();
    },
  };
}

export type AlertScene = Awaited<ReturnType<typeof alertScene>>;
