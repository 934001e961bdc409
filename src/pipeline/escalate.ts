import { MINUTE } from "../core/clock.js";
import type { Reason } from "../decision/decide.js";
import type { EffectResult } from "../decision/plan.js";
import type { DiagnosisRecord } from "../diagnosis/record.js";
import { issueBody } from "../escalation/issue.js";
import { refOfRow } from "../events/event.js";
import { isOfOneChange } from "../events/line.js";
import { lasted, troubleAfter } from "../events/trouble.js";
import { decisionsOf, outcomesOf, addTimeline, timelineOf } from "../store/timeline.js";
import type { IncidentRow } from "../store/incidents.js";
import { flappingNow } from "../alerting/flapping-groups.js";
import { lastGreenOf } from "../store/run-lines.js";
import { intentsOf } from "../store/intents.js";
import { incidentUrl, type Next, type PipelineDeps, type Rules } from "./deps.js";
import { quietNow, type Quiet } from "./active-silence.js";
import { laterCalls } from "./ladder.js";
import { addressees, tell } from "./issue.js";
import { addresseesOf, withAlwaysTold } from "./notify.js";
import { sharedBranches } from "./shared-branches.js";
import { untold } from "./trouble.js";
import { mergeDuplicate } from "./twin.js";

/** Hands the incident to people: one issue, brought up to date when the failure comes again. */
export async function escalate(
  row: IncidentRow,
  record: DiagnosisRecord,
  reasons: readonly Reason[],
  rules: Rules,
  deps: PipelineDeps,
): Promise<Next> {
  const now = deps.clock.now();
  const quiet = await quietNow(row, rules, deps);
  if (quiet) return untilCalm(quietly(row, quiet, now, rules, deps), row, deps);
  if (row.issue_number === null && isTheChangesOwn(row, rules)) return toldOnCommit(row, now);
  const called = calledOf(row, record, rules, deps);
  const { monitoring } = addressees(record, rules);
  const body = await bodyOf(row, record, reasons, { ...deps, monitoring });
  const told = await tell(row, { record, body, rules }, deps);
  switch (told.state) {
    case "twin":
      return mergeDuplicate(row, told.id, now);
    case "later":
      return later(row, told, now, called);
    case "refused":
      return untilCalm(notTold(row, told, now, { called, rules }, deps), row, deps);
    case "done":
      return untilCalm({ ...handed(row, told, now, monitoring), ...called }, row, deps);
  }
}

type Called = Required<Pick<Next, "notify" | "later">>;

/** Who is told now, and who later if nobody takes it up. */
function calledOf(
  row: IncidentRow,
  { category }: DiagnosisRecord,
  { config }: Rules,
  deps: PipelineDeps,
): Called {
  const notify = addresseesOf(row, { config }, deps.notifiers);
  if (isTheChangesOwn(row, { config })) return { notify, later: [] };
  const { names, defaults } = deps.notifiers;
  return {
    notify,
    later: laterCalls(row, category, config, { notify, names, defaults, now: deps.clock.now() }),
  };
}

/** A failure of one change is told by the check run of its commit, which is written with every change of the incident. */
const isTheChangesOwn = ({ run }: IncidentRow, { config }: Pick<Rules, "config">): boolean =>
  run !== null && isOfOneChange(run, sharedBranches(config));

const toldOnCommit = (row: IncidentRow, now: Date): Next => ({
  state: "escalated",
  nextStepAt: null,
  progress: true,
  write: async (tx) => {
    if (row.state === "escalated") return;
    const text = `Told by the check run of commit ${row.run?.headSha.slice(0, 7) ?? ""}: a failure of one change is no issue`;
    await addTimeline(tx, row.id, { kind: "escalated", actor: "heal", text, at: now });
  },
});
/** An issue waits for its turn for seconds; what waits for longer is told by other ways meanwhile. */
const WAITS_MS = MINUTE;

function later(
  row: IncidentRow,
  { reason, retryAt }: Extract<EffectResult, { state: "later" }>,
  now: Date,
  called: Called,
): Next {
  const trouble = troubleAfter(row.trouble, { code: "told", reason }, now);
  return {
    state: row.state === "escalated" ? "escalated" : "diagnosing",
    nextStepAt: retryAt,
    progress: false,
    trouble,
    ...(lasted(trouble, now) >= WAITS_MS ? called : {}),
  };
}

/** What flaps is looked at again when it may have calmed down, if not before: it stays as it is until then. */
export async function untilCalm(
  next: Next,
  row: IncidentRow,
  { db, clock }: Pick<PipelineDeps, "db" | "clock">,
): Promise<Next> {
  const flapping = row.kind === "alert" ? await flappingNow(db, row.id, clock.now()) : null;
  if (!flapping) return next;
  const sooner = next.nextStepAt !== null && next.nextStepAt < flapping.calmAt;
  return sooner ? next : { ...next, nextStepAt: flapping.calmAt };
}

function handed(
  row: IncidentRow,
  { effect, fresh }: Extract<EffectResult, { state: "done" }>,
  now: Date,
  monitoring: readonly string[],
): Next {
  const issue = effect.number === undefined ? undefined : { number: effect.number, url: effect.url ?? "" };
  const again = issue !== undefined && issue.number === row.issue_number;
  return {
    state: "escalated",
    nextStepAt: null,
    progress: true,
    ...(issue ? { issue } : {}),
    write: async (tx) => {
      if (fresh || !again)
        await addTimeline(tx, row.id, {
          kind: "escalated",
          actor: "heal",
          text: again
            ? "The issue was brought up to date"
            : `Handed to people in an issue${ownerText(monitoring)}`,
          url: issue?.url ?? row.issue_url,
          at: now,
        });
      if (effect.detail !== undefined && (fresh || !again))
        await addTimeline(tx, row.id, { kind: "trouble", actor: "heal", text: effect.detail, at: now });
    },
  };
}

const ownerText = (monitoring: readonly string[]): string =>
  monitoring.length === 0 ? "" : `, to the owner of monitoring: ${monitoring.join(", ")}`;

/** Somebody's wish (mode, stop, flag) is kept; whatever else kept people from being told is tried again. */
function notTold(
  row: IncidentRow,
  { code, reason }: Extract<EffectResult, { state: "refused" }>,
  now: Date,
  { called, rules }: { called: Called; rules: Rules },
  deps: PipelineDeps,
): Next {
  const wished = !code.startsWith("HEAL_GITHUB_");
  const open = row.issue_number === null;
  const again = open && !wished ? untold(row, reason, now) : null;
  const text = open
    ? `Handed to people; no issue could be written: ${reason}`
    : `The issue could not be brought up to date: ${reason}`;
  const next: Next = {
    state: "escalated",
    nextStepAt: again?.at ?? null,
    progress: again === null,
    ...(again ? { trouble: again.trouble } : {}),
    write: async (tx) => {
      if (again === null || row.trouble?.code !== "told" || row.trouble.reason !== reason)
        await addTimeline(tx, row.id, {
          kind: again ? "trouble" : "escalated",
          actor: "heal",
          text: again ? `${text}; it is tried again` : text,
          url: row.issue_url,
          at: now,
        });
    },
  };
  return wished ? withAlwaysTold(next, row, deps, rules.config.limits.alert_hold) : { ...next, ...called };
}

/** What outlasts the quiet is looked at again when it ends. What is critical is told by other ways, unless people want to hear nothing of it. */
function quietly(row: IncidentRow, quiet: Quiet, now: Date, rules: Rules, deps: PipelineDeps): Next {
  const next = unspoken(row, quiet, now);
  return quiet.silenced ? next : withAlwaysTold(next, row, deps, rules.config.limits.alert_hold);
}

const unspoken = (row: IncidentRow, { why, until }: Quiet, now: Date): Next => ({
  state: "escalated",
  nextStepAt: until,
  progress: true,
  write: async (tx) => {
    if (row.state !== "escalated")
      await addTimeline(tx, row.id, {
        kind: "escalated",
        actor: "heal",
        text: `Nobody is called: ${why}`,
        at: now,
      });
  },
});

async function bodyOf(
  row: IncidentRow,
  record: DiagnosisRecord,
  reasons: readonly Reason[],
  deps: PipelineDeps & { monitoring: readonly string[] },
): Promise<string> {
  const { db, monitoring } = deps;
  const refusals = (await intentsOf(db, row.id)).filter(
    (intent) => intent.state === "refused" || intent.state === "failed",
  );
  return issueBody({
    id: row.id,
    title: row.title,
    kind: row.kind,
    record,
    monitoring,
    run: row.run,
    lastGreen: await lastGreen(row, deps),
    events: row.events,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    reasons,
    outcomes: await outcomesOf(db, row.id),
    refusals: refusals.map(({ action, reason }) => ({ action, reason: reason ?? "" })),
    timeline: await timelineOf(db, row.id),
    url: incidentUrl(deps, row.id),
  });
}

async function lastGreen(
  row: IncidentRow,
  { db }: PipelineDeps,
): Promise<{ sha: string; url: string } | null> {
  const repository = refOfRow(row);
  const green = repository && row.run ? await lastGreenOf(db, repository, row.run) : null;
  return green && { sha: green.head_sha, url: green.facts.url };
}

/** The reasons of the newest decision, for text written later. */
export const lastReasons = async (row: IncidentRow, deps: PipelineDeps): Promise<Reason[]> =>
  (await decisionsOf(deps.db, row.id)).at(-1)?.reasons ?? [];
