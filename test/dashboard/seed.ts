import type { Db } from "../../src/store/db.js";
import { MINUTE } from "../../src/core/clock.js";
import type { Effect, Plan } from "../../src/decision/plan.js";
import type { StoredDiagnosis } from "../../src/decision/stored.js";
import type { RepositoryRef, RunFacts, Severity } from "../../src/events/event.js";
import type { IncidentState } from "../../src/events/incident.js";
import { accept } from "../../src/store/deliveries.js";
import { openFix, updateFix } from "../../src/store/fixes.js";
import { addDecision, addOutcome, addTimeline } from "../../src/store/timeline.js";
import { claimIncident, endStep, type StepEnd } from "../../src/store/incident-steps.js";
import { joinOrOpen, type NewIncident } from "../../src/store/incidents.js";
import { claimIntent, finishIntent } from "../../src/store/intents.js";
import { addTrust, countPattern } from "../../src/store/patterns.js";
import { upsertRepository } from "../../src/store/repositories.js";
import { setStop } from "../../src/store/stops.js";

export const NOW = new Date("2026-03-14T12:00:00.000Z");
export const before = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

/** Text as strangers write it: markup, template and entity tricks, a terminal's colours, the other direction, no end. */
export const hostile = {
  script: `<script>alert("heal")</script><img src=x onerror=alert(1)> & {{constructor}} "quoted"`,
  attribute: `x" onmouseover="alert(1)" style="color:red`,
  long: "supercalifragilistic".repeat(20),
  rtl: "\u202eفشل الاختبار\u202c 🚑👩‍🚀 שגיאה",
  branch: `feature/${"a-very-long-branch-name-".repeat(13)}`.slice(0, 300),
  javascript: "javascript:alert(document.domain)",
  data: "data:text/html,<script>alert(1)</script>",
};

export const runOf = (more: Partial<RunFacts> = {}): RunFacts => ({
  runId: 9_102_334_551,
  attempt: 1,
  workflow: "ci",
  workflowPath: ".github/workflows/ci.yml",
  branch: "main",
  headSha: "4f1c2d9a8b7e6f5d4c3b2a190807f6e5d4c3b2a1",
  event: "push",
  conclusion: "failure",
  actor: "mona",
  title: "Retry the upload",
  fork: false,
  pullRequests: [12],
  defaultBranch: "main",
  url: "https://github.com/acme/checkout/actions/runs/9102334551",
  startedAt: "2026-03-14T11:50:00Z",
  finishedAt: "2026-03-14T11:55:00Z",
  ...more,
});

export interface SeedIncident {
  title: string;
  state?: IncidentState;
  kind?: "ci" | "alert" | "report";
  repository?: string | null;
  severity?: Severity;
  category?: string | null;
  service?: string | null;
  action?: string | null;
  run?: RunFacts | null;
  diagnosis?: StoredDiagnosis | null;
  issue?: { number: number; url: string } | null;
  mergedInto?: number | null;
  events?: number;
  lastSeen?: Date;
}

let keys = 0;

function causeOf({ kind = "ci", run }: SeedIncident, repository: RepositoryRef | null) {
  if (kind === "alert") return { kind, repository, run: null };
  if (repository === null) throw new Error(`what is no alert has a repository: ${kind}`);
  return kind === "ci" ? { kind, repository, run: run ?? runOf() } : { kind, repository, run: null };
}

/** Through the writers; only its times are set, as no writer tells when it was seen first of all. */
export async function incident(db: Db, i: SeedIncident): Promise<number> {
  const lastSeen = i.lastSeen ?? before(3);
  const name = i.repository === undefined ? "acme/checkout" : i.repository;
  const repository = name === null ? null : { fullName: name, id: null, installationId: null };
  const seen: NewIncident = {
    ...{ key: `seed:${(keys += 1)}`, severity: i.severity ?? "error", title: i.title, fingerprint: null },
    ...{ service: i.service ?? null, at: lastSeen, now: lastSeen },
    ...causeOf(i, repository),
  };
  const { id } = await joinOrOpen(db, seen);
  for (let more = 1; more < (i.events ?? 1); more += 1) await joinOrOpen(db, seen);
  const row = await claimIncident(db, id, lastSeen, MINUTE);
  if (!row) throw new Error(`incident ${id} is not due`);
  const end: StepEnd = {
    ...{ state: i.state ?? "open", nextStepAt: null, progress: true, action: i.action ?? null },
    ...(i.category ? { category: i.category } : {}),
    ...(i.diagnosis ? { diagnosis: i.diagnosis } : {}),
    ...(i.issue ? { issue: i.issue } : {}),
    ...(i.mergedInto ? { mergedInto: i.mergedInto } : {}),
  };
  await endStep(db, row, end, lastSeen);
  await db.run`update incidents set first_seen = ${new Date(lastSeen.getTime() - 10 * MINUTE)} where id = ${id}`;
  return id;
}

/** What no writer of this version writes. */
export const diagnosedByAnother = (db: Db, id: number, diagnosis: object | null): Promise<number> =>
  db.run`update incidents set diagnosis = ${JSON.stringify(diagnosis)}::jsonb where id = ${id}`;

export const diagnosisOf = (more: Partial<StoredDiagnosis> = {}): StoredDiagnosis => ({
  attempt: 1,
  category: "registry_outage",
  confidence: 0.94,
  summary: "registry.npmjs.org answered 503 while packages were installed.",
  reason: null,
  alternatives: [
    { category: "network", confidence: 0.04 },
    { category: "dependency_missing", confidence: 0.01 },
  ],
  jobs: [
    {
      name: "unit (node 22)",
      url: "https://github.com/acme/checkout/actions/runs/9102334551/job/77",
      category: "registry_outage",
      confidence: 0.94,
      summary: "npm could not fetch a package.",
      evidence: [
        { line: 412, text: "npm error code E503" },
        { line: 413, text: "npm error 503 Service Unavailable - GET https://registry.npmjs.org/lodash" },
        { line: 431, text: "Process completed with exit code 1." },
      ],
      chunk: { start_line: 409, end_line: 431 },
      step: "Install",
      command: "npm ci",
    },
  ],
  tests: [],
  labels: {},
  recognition: null,
  ...more,
});

const verdict = (guard: string, allowed: boolean, reason: string) => ({ guard, allowed, reason });

/** A service in the middle of an ordinary day, with everything a page can show, and hostile rows among it. */
export async function seed(db: Db) {
  const first = await incident(db, {
    title: "ci failed on main: npm registry",
    state: "recovered",
    category: "registry_outage",
    action: "rerun-failed-jobs",
    run: runOf({ runId: 9_000_000_001 }),
    diagnosis: diagnosisOf(),
    lastSeen: before(60 * 26),
  });
  const recovered = await incident(db, {
    title: "ci failed on main",
    state: "recovered",
    category: "registry_outage",
    action: "rerun-failed-jobs",
    run: runOf(),
    events: 2,
    lastSeen: before(12),
    diagnosis: diagnosisOf({
      recognition: {
        firstIncident: first,
        incidents: 4,
        repositories: ["acme/checkout", "acme/web"],
        helped: [{ action: "rerun-failed-jobs", successes: 3, failures: 0, incident: first }],
      },
    }),
  });
  await story(db, recovered);
  const fixing = await incident(db, {
    title: "lint failed on feature/cart",
    state: "verifying",
    category: "lint",
    action: "open-fix-pr",
    repository: "acme/web",
    run: runOf({ workflow: "lint", branch: "feature/cart" }),
    lastSeen: before(31),
    diagnosis: diagnosisOf({
      category: "lint",
      confidence: 0.98,
      summary: "prettier found 3 files it would change.",
      alternatives: [],
    }),
  });
  await fixStory(db, fixing);
  const escalated = await incident(db, {
    title: "tests failed on main: CartTotal rounds half cents",
    state: "escalated",
    severity: "error",
    category: "test_failure",
    run: runOf({ workflow: "test", branch: "main" }),
    issue: { number: 88, url: "https://github.com/acme/checkout/issues/88" },
    events: 3,
    lastSeen: before(48),
    diagnosis: diagnosisOf({
      category: "test_failure",
      confidence: 0.87,
      summary: "CartTotal > rounds half cents: expected 10.01, got 10.00.",
      tests: [
        { suite: "CartTotal", name: "rounds half cents", message: "Expected: 10.01\nReceived: 10.00" },
        { suite: "", name: hostile.script, message: hostile.long },
      ],
    }),
  });
  const merged = await incident(db, {
    title: "tests failed on main: CartTotal rounds half cents",
    state: "closed",
    category: "test_failure",
    mergedInto: escalated,
    lastSeen: before(47),
  });
  const unrouted = await incident(db, {
    title: "HighErrorRate on payments",
    kind: "alert",
    repository: null,
    severity: "critical",
    category: "error_rate",
    service: "payments",
    lastSeen: before(1),
    diagnosis: diagnosisOf({
      attempt: 0,
      category: "error_rate",
      confidence: 0.9,
      summary: "5xx above 5 % for 10 minutes (service payments)",
      jobs: [],
      alternatives: [],
      labels: { alertname: "HighErrorRate", service: "payments", [hostile.attribute]: hostile.script },
    }),
  });
  const attack = await incident(db, {
    title: hostile.script,
    severity: "warning",
    category: "unknown",
    repository: "acme/web",
    run: runOf({
      branch: hostile.branch,
      workflow: hostile.attribute,
      actor: hostile.rtl,
      url: hostile.javascript,
    }),
    issue: { number: 5, url: hostile.javascript },
    lastSeen: before(7),
    diagnosis: diagnosisOf({
      category: "unknown",
      confidence: 0.2,
      summary: hostile.script,
      reason: hostile.rtl,
      jobs: [
        {
          name: hostile.attribute,
          url: hostile.javascript,
          category: "unknown",
          confidence: 0.2,
          summary: hostile.script,
          evidence: [
            { line: 1, text: hostile.script },
            { line: 9_999_999, text: hostile.long },
            { line: 2, text: hostile.rtl },
          ],
          chunk: null,
          step: hostile.attribute,
          command: hostile.script,
        },
      ],
    }),
  });
  await addTimeline(db, attack, {
    kind: "seen",
    actor: hostile.script,
    text: hostile.script,
    url: hostile.data,
    at: before(7),
  });
  await made(db, attack, {
    ...{ key: "evil:2", action: "comment", effect: { url: hostile.javascript }, reason: null },
  });
  await incident(db, {
    title: hostile.long,
    state: "diagnosing",
    repository: "acme/web",
    lastSeen: before(9),
  });
  await incident(db, {
    title: hostile.rtl,
    state: "acting",
    severity: "warning",
    category: "flaky_test",
    action: "rerun-failed-jobs",
    run: runOf({ branch: hostile.branch }),
    lastSeen: before(20),
  });
  await incident(db, {
    title: "nightly failed on main",
    state: "ignored",
    severity: "info",
    category: "cancelled",
    run: runOf({ workflow: "nightly" }),
    lastSeen: before(60 * 24 * 40),
  });

  await learned(db, first, recovered);
  await surroundings(db, recovered);
  return { first, recovered, fixing, escalated, merged, unrouted, attack };
}

async function story(db: Db, id: number): Promise<void> {
  await addDecision(db, id, {
    kind: "act",
    playbook: "rerun-transient",
    action: "rerun-failed-jobs",
    predicted: 0.88,
    at: before(15),
    reasons: [
      {
        playbook: "fix-lint",
        action: "open-fix-pr",
        chosen: false,
        verdicts: [verdict("match", false, "the category is registry_outage, it wants lint")],
      },
      {
        playbook: "rerun-transient",
        action: "rerun-failed-jobs",
        chosen: true,
        verdicts: [
          verdict("match", true, "it is meant for this"),
          verdict("kill-switch", true, "nothing is stopped"),
          verdict("mode", true, "mode is act"),
          verdict("budget", true, "0 of 5 reruns of this commit"),
        ],
      },
      {
        playbook: "restart-mirror",
        action: "dispatch-workflow",
        chosen: false,
        verdicts: [
          verdict("match", true, "it is meant for this"),
          verdict("mode", false, `mode of dispatch-workflow is suggest ${hostile.script}`),
        ],
      },
    ],
  });
  await addOutcome(db, id, {
    action: "rerun-failed-jobs",
    verdict: "successful",
    reason: "attempt 2 of the run passed",
    at: before(12),
  });
  for (const [key, action, effect, reason] of [
    [
      "rerun:1",
      "rerun-failed-jobs",
      { url: "https://github.com/acme/checkout/actions/runs/9102334551/attempts/2" },
      null,
    ],
    [
      "comment:1",
      "comment",
      { url: "https://github.com/acme/checkout/pull/12#issuecomment-1", number: 12 },
      null,
    ],
    ["evil:1", "comment", null, `GitHub refused: ${hostile.script}`],
  ] as const)
    await made(db, id, { key, action, effect, reason });
  for (const [kind, text, minutes] of [
    ["seen", "ci, attempt 1, failed on main", 22],
    ["diagnosed", "registry_outage (94 %)", 16],
    ["recognised", "Seen before: 3 earlier incidents", 16],
    ["acted", "Failed jobs run again", 15],
    ["verified", "Attempt 2 passed", 12],
    ["recovered", "Recovered after 10 minutes", 12],
  ] as const)
    await addTimeline(db, id, {
      kind,
      actor: "heal",
      text,
      url: kind === "acted" ? "https://github.com/acme/checkout/actions/runs/9102334551" : null,
      at: before(minutes),
    });
}

/** An effect as it was made, or why it was not. */
async function made(
  db: Db,
  incidentId: number,
  of: { key: string; action: string; effect: Effect | null; reason: string | null },
): Promise<void> {
  const plan: Plan = {
    ...{ key: of.key, action: of.action, incidentId, params: {}, since: before(15).toISOString() },
    repository: { fullName: "acme/checkout", id: null, installationId: null },
  };
  const intent = await claimIntent(db, plan, before(15), MINUTE);
  if (intent === "busy" || "refused" in intent) throw new Error(`${of.key} is not to be had`);
  const end = of.effect
    ? ({ state: "done", effect: of.effect } as const)
    : ({ state: "failed", reason: of.reason ?? "", code: "HEAL_GITHUB_REFUSED" } as const);
  await finishIntent(db, intent, plan, end, before(14));
}

async function fixStory(db: Db, id: number): Promise<void> {
  const url = "https://github.com/acme/web/actions/runs/1";
  const fix = await openFix(db, {
    incidentId: id,
    repository: "acme/web",
    producer: "formatter",
    baseSha: "4f1c2d9",
    baseBranch: "feature/cart",
    branch: "heal/fix-3-formatter",
    before: [
      { name: "lint", conclusion: "failure", url },
      { name: "unit", conclusion: "success", url },
    ],
    now: before(28),
    deadline: before(-90),
  });
  await updateFix(db, fix.id, {
    state: "proving",
    pullRequest: 41,
    url: "https://github.com/acme/web/pull/41",
    checks: [
      { check: "paths", ok: true, reason: "only files of the change" },
      { check: "kept-tests", ok: true, reason: "no existing test line was changed" },
      { check: "size", ok: false, reason: "12 lines over the limit", path: "src/cart.ts" },
    ],
    after: [
      { name: "lint", conclusion: "success", url },
      { name: "unit", conclusion: null, url: hostile.javascript },
    ],
  });
}

async function learned(db: Db, first: number, again: number): Promise<void> {
  const pattern = {
    category: "registry_outage",
    title: "npm: 503 from the registry",
    repository: "acme/checkout",
  };
  await countPattern(db, { ...pattern, fingerprint: "v1:npm503", incident: first, at: before(60 * 26) });
  await countPattern(db, {
    ...pattern,
    fingerprint: "v1:npm503",
    incident: again,
    repository: "acme/web",
    at: before(12),
  });
  await countPattern(db, {
    fingerprint: "v1:evil",
    category: "unknown",
    title: hostile.script,
    incident: first,
    repository: hostile.attribute,
    at: before(90),
  });
  for (const success of [true, true, true, false])
    await addTrust(db, {
      subject: "v1:npm503",
      action: "rerun-failed-jobs",
      success,
      incident: first,
      at: before(12),
    });
}

async function surroundings(db: Db, incidentId: number): Promise<void> {
  await upsertRepository(db, {
    full_name: "acme/checkout",
    repository_id: 1,
    installation_id: 7,
    default_branch: "main",
    config: { mode: "act" },
    fetched_at: before(2),
  });
  await upsertRepository(db, {
    full_name: "acme/web",
    repository_id: 2,
    installation_id: 7,
    config: {},
    config_problem: `.github/heal.yml:3:1: mdoe: unknown key ${hostile.script}`,
    fetched_at: before(5),
  });
  await upsertRepository(db, { full_name: "acme/legacy", repository_id: 3 });
  await setStop(db, {
    scope: "acme/web",
    reason: `release freeze ${hostile.script}`,
    by: "@lena",
    at: before(90),
  });
  for (const [id, source, event, state, reason] of [
    ["d-1", "github", "workflow_run", "done", null],
    ["d-2", "alertmanager", "alert", "received", null],
    ["d-3", "github", "star", "ignored", "heal takes no part in stars"],
    ["d-4", "sentry", hostile.script, "parked", `cannot be read: ${hostile.script}`],
  ] as const) {
    await accept(db, {
      id,
      source,
      key: id,
      event,
      action: "completed",
      repository: "acme/checkout",
      headers: {},
      body: Buffer.from("{}"),
      receivedAt: before(5),
    });
    await db.run`update deliveries set state = ${state}, reason = ${reason}, incident_id = ${state === "done" ? incidentId : null} where id = ${id}`;
  }
}
