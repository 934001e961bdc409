import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { parse } from "yaml";
import { packageFile } from "../../src/core/paths.js";
import type { Db } from "../../src/store/db.js";
import { alertmanagerBody } from "../demo/stories/alert.js";
import { riddle } from "../demo/stories/escalation.js";
import { farSide, type FarSide } from "../escalation/notifiers/far-side.js";
import { until } from "../harness/until.js";
import { startSimulator, type Repo, type Simulator } from "../simulator/index.js";
import { check, type Logs } from "./checker.js";
import { startFragileRedis, type Ground } from "./environment.js";
import { startHeal, type Heal } from "./heal.js";
import type { Point } from "./points.js";
import { startProxy } from "./proxy.js";
import { startRelay, type Relay } from "./relay.js";

export interface ScenarioResult {
  /** The point was come to, and what was to die there died. */
  killed: boolean;
  answered: number;
  deliveries: number;
  effects: number;
  /** Empty: clean. */
  problems: string[];
}

const SECRET = "alerts-of-the-fault-suite-are-signed-with-this";
const notifying = ({ url }: FarSide): Record<string, string> => ({
  HEAL_NOTIFY_HOOK: `webhook:${SECRET}@${url}/hook`,
  HEAL_NOTIFY_DEFAULT: "hook",
  HEAL_NOTIFY_ALLOW_PRIVATE: "true",
});
/** A call to GitHub that is never answered is given up after 30 s. */
const PATIENCE_MS = 120_000;

/** Three failures (one rerun and a comment, one issue, one dispatch), a kill in the middle, and what is left when all is quiet. */
export async function play(
  point: Point,
  nth: number,
  ground: Ground,
  older?: string,
): Promise<ScenarioResult> {
  const manifest = parse(await readFile(packageFile("app.yml"), "utf8")) as {
    default_permissions: Record<string, "read" | "write">;
    default_events: string[];
  };
  const github = await startSimulator({
    permissions: manifest.default_permissions,
    events: manifest.default_events,
  });
  const relay = await startRelay();
  const hook = await farSide();
  const database = await ground.database();
  const toGitHub = await startProxy(Number(new URL(github.url).port));
  const redis = point.trouble === "redis" ? await startFragileRedis() : null;
  const repos = await prepare(github);
  github.setWebhookUrl(`${relay.url}/api/github/webhooks`);
  const launch = (program?: string): Heal =>
    startHeal(
      {
        env: {
          DATABASE_URL: database.url,
          APP_ID: String(github.app.id),
          PRIVATE_KEY: github.app.privateKey,
          WEBHOOK_SECRET: github.app.webhookSecret,
          GHE_HOST: `127.0.0.1:${toGitHub.port}`,
          GHE_PROTOCOL: "http",
          PORT: "0",
          HEAL_MODE: "act",
          HEAL_SOURCE_ALERTMANAGER_SECRET: SECRET,
          // An earlier version refuses settings that it does not know.
          ...(program === undefined ? notifying(hook) : {}),
          ...(redis ? { HEAL_QUEUE_REDIS_URL: redis.url } : {}),
        },
        privateKey: github.app.privateKey,
        issuer: `${github.url}/_oidc`,
        point: point.hook ?? null,
        nth,
      },
      relay,
      program,
    );
  let heal: Heal | null = null;
  let before: Heal | null = null;
  let troubled = false;
  try {
    if (point.away) {
      await fail(repos);
      await github.quiet();
    }
    if (older !== undefined && point.trouble === "versions") {
      before = launch(older);
      await before.up();
    }
    const on = (heal = launch());
    await on.up();
    killAtEffect(github, point, nth, on);
    if (!point.away) await fail(repos);
    const firing = alertOf(github, repos.checkout, "firing", relay);
    if (point.trouble) {
      await until("something to be under way", () => relay.answers.length > 0);
      if (point.trouble === "postgres") await ground.killPostgres();
      if (point.trouble === "redis") await redis?.kill();
      if (before) {
        await until("the first effect", () => github.effects.some(({ actor }) => actor === github.app.login));
        await before.stop();
      }
      if (point.trouble === "half-open") {
        toGitHub.halfOpen(true);
        // Every delivery is taken in while GitHub is silent.
        await until("heal to call", () => toGitHub.held > 0);
        await firing;
        await github.quiet();
        await inTime(relay, database.db);
        toGitHub.halfOpen(false);
      }
      troubled = true;
    }
    await firing;
    await github.quiet();
    await until("heal's death", () => point.trouble !== undefined || on.ends.length > 0, {
      ms: 12_000,
    }).catch(() => undefined);
    await on.up();
    await github.quiet();
    on.catchUp();
    await settle(github, database.db, repos, relay);
    const logs = await read(github, database.db, relay);
    const crashes = on.ends.slice(!point.trouble && on.ends[0] === "SIGKILL" ? 1 : 0);
    return {
      killed: troubled || on.ends[0] === "SIGKILL",
      answered: logs.answers.filter(({ status }) => status < 300).length,
      deliveries: logs.deliveries.length,
      effects: logs.effects.length,
      problems: [
        ...check(logs),
        ...missing(logs),
        ...untold(hook, point),
        ...[...(before?.ends ?? []), ...crashes].map((end) => `heal ended by itself: ${end}`),
        ...github.violations,
      ],
    };
  } finally {
    await Promise.all([heal?.stop(), before?.stop()]);
    await github.close();
    await Promise.all([relay.close(), hook.close(), toGitHub.close(), redis?.stop()]);
    await database.drop();
  }
}

interface Repos {
  web: Repo;
  api: Repo;
  checkout: Repo;
}

async function prepare(github: Simulator): Promise<Repos> {
  const web = await github.repository("fault/web", { files: { "README.md": "web\n" } });
  const api = await github.repository("fault/api", { files: { "README.md": "api\n" } });
  const checkout = await github.repository("fault/checkout", {
    files: {
      ".github/heal.yml":
        "limits: { alert_hold: 0s }\nservices:\n  - { name: checkout, match: { service: checkout }, recovery_workflow: restart.yml }\n",
      ".github/workflows/restart.yml":
        "name: Restart\non: workflow_dispatch\njobs:\n  restart:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo restarted\n",
    },
  });
  return { web, api, checkout };
}

const RESET =
  "npm error code ECONNRESET\nnpm error network request to https://registry.npmjs.org/x failed, reason: read ECONNRESET\n##[error]Process completed with exit code 1.\n";

async function fail({ web, api }: Repos): Promise<void> {
  const { number } = await web.pullRequest({
    head: "topic",
    title: "Add a page",
    author: "ana",
    files: { "page.html": "<p>hello</p>\n" },
  });
  await web.scriptedRun({
    pullRequest: number,
    branch: "topic",
    event: "pull_request",
    jobs: [
      {
        name: "build",
        conclusion: "failure",
        steps: [{ name: "Install", conclusion: "failure" }],
        log: RESET,
      },
    ],
    attempts: [[{ name: "build", conclusion: "success", log: "added 1 package\n" }]],
  });
  await api.scriptedRun(riddle());
}

/** Sent until it is taken, as Alertmanager does. */
async function alertOf(
  github: Simulator,
  repo: Repo,
  status: "firing" | "resolved",
  relay: Relay,
): Promise<void> {
  const labels = {
    alertname: "HighErrorRate",
    service: "checkout",
    severity: "critical",
    repository: repo.fullName,
  };
  const endsAt = status === "firing" ? "0001-01-01T00:00:00Z" : new Date().toISOString();
  const body = JSON.stringify(
    alertmanagerBody(status, labels, STARTED, endsAt, `${github.url}/${repo.fullName}`),
  );
  await until(`the ${status} alert to be taken`, async () => {
    const sent = await fetch(`${relay.url}/api/alerts/alertmanager`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${SECRET}` },
      body,
    }).catch(() => null);
    if (sent?.ok) return true;
    await pause(100);
    return false;
  });
}
const STARTED = new Date(Date.now() - 60_000).toISOString();

/** A GitHub that is silent holds nobody up who tells heal something. */
async function inTime({ answers }: Relay, db: Db): Promise<void> {
  const refused = answers.filter(({ status }) => status >= 300);
  if (refused.length > 0)
    throw new Error(`while GitHub was silent ${refused.length} deliveries were refused`);
  const { n } = await db.one<{ n: number }>`select count(*) as n from deliveries`;
  if (n < answers.length) throw new Error(`${answers.length} deliveries were answered, ${n} are there`);
}

/** GitHub has done it and has not answered yet. */
function killAtEffect(github: Simulator, { effects }: Point, nth: number, heal: Heal): void {
  if (!effects) return;
  let seen = 0;
  const { effects: log } = github;
  log.push = (...made) => {
    const length = Array.prototype.push.apply(log, made);
    for (const { kind } of made) if (effects.includes(kind) && ++seen === nth) heal.kill();
    return length;
  };
}

/** Every failure is where it has to end, and nothing is under way any more. */
async function settle(github: Simulator, db: Db, repos: Repos, relay: Relay): Promise<void> {
  let last = "";
  const reach = (repo: Repo, state: string) =>
    until(
      `${repo.fullName} to be ${state}`,
      async () => {
        const rows = await db.many<{
          state: string;
        }>`select state from incidents where repository = ${repo.fullName}`.catch(() => []);
        last = rows.map((row) => row.state).join(", ") || "nowhere";
        return rows.some((row) => row.state === state);
      },
      { ms: PATIENCE_MS, tell: () => `it is ${last}` },
    );
  await reach(repos.checkout, "verifying");
  await until("the recovery workflow to pass", () =>
    repos.checkout.runs().some((run) => run.conclusion === "success"),
  );
  await alertOf(github, repos.checkout, "resolved", relay);
  await reach(repos.checkout, "recovered");
  await reach(repos.web, "recovered");
  await reach(repos.api, "escalated");
  await github.quiet();
  await until(
    "nothing to be under way",
    async () => {
      const { n } = await db.one<{ n: number }>`
        select (select count(*) from deliveries where state in ('received', 'processing'))
          + (select count(*) from notifications where state = 'waiting' and what <> 'still_firing')
          + (select count(*) from intents where state = 'claimed') as n`;
      const claimed = await db.many<{ key: string }>`select key from intents where state = 'claimed'`;
      last = `${n} rows are: ${claimed.map(({ key }) => key).join(", ")}`;
      return Number(n) === 0;
    },
    { tell: () => last },
  );
}

async function read(github: Simulator, db: Db, relay: Relay): Promise<Logs> {
  return {
    answers: relay.answers,
    deliveries: await db.many`select id, state from deliveries`,
    intents: await db.many`select key, state from intents`,
    audit: await db.many`
      select subject, detail ->> 'action' as action, detail ->> 'repository' as repository from audit
      where kind = 'effect' and detail ->> 'state' = 'done'`,
    effects: github.effects.filter(({ actor }) => actor === github.app.login),
  };
}

/** The failure that people get is told to the notifier, and each message once. */
function untold({ heard }: FarSide, { twice, trouble }: Point): string[] {
  const bodies = heard.map(
    ({ body }) => JSON.parse(body) as { id: string; event: string; repository: string },
  );
  const counts = new Map<string, number>();
  for (const { id } of bodies) counts.set(id, (counts.get(id) ?? 0) + 1);
  const most = twice || trouble ? 2 : 1;
  const told = bodies.some(({ event, repository }) => event === "opened" && repository === "fault/api");
  return [
    ...(told ? [] : ["nobody was told of fault/api"]),
    ...[...counts].filter(([, n]) => n > most).map(([id, n]) => `message ${id} was sent ${n} times`),
  ];
}

/** What the three failures need, each once. */
const missing = ({ effects }: Logs): string[] =>
  ["rerun in fault/web", "comment in fault/web", "issue in fault/api", "dispatch in fault/checkout"].flatMap(
    (wanted) => {
      const n = effects.filter(({ kind, repository }) => `${kind} in ${repository}` === wanted).length;
      return n === 1 ? [] : [`${wanted}: ${n} times`];
    },
  );
