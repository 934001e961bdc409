import { isTransient } from "../../diagnosis/category.js";
import { failsAlike } from "../../diagnosis/root-cause/alike.js";
import { attribute, type Surroundings } from "../../diagnosis/root-cause/attribution.js";
import { oneLine } from "../../core/text.js";
import { escapeText, inlineCode } from "../../diagnosis/markdown.js";
import type { CheckFacts, CheckFailure, JudgedJob } from "../../escalation/check-facts.js";
import { finalStates } from "../../events/incident.js";
import { refOfRow, type RunFacts } from "../../events/event.js";
import { isOfOneChange, onDefaultBranch } from "../../events/line.js";
import { allows } from "../../decision/mode.js";
import type { Chosen, Reason, StoredDiagnosis } from "../../decision/stored.js";
import { aboutMove } from "../../playbooks/moves.js";
import {
  incidentsOfCommit,
  pressedOn,
  refOfCheck,
  type CommitCheck,
  type Pressed,
} from "../../store/commit-checks.js";
import { baselineOf, redOnDefaultBranch, seenElsewhere } from "../../store/surroundings.js";
import { laterCommitOf } from "../../store/run-lines.js";
import { newestAttempt } from "../../store/runs.js";
import { decisionsOf, timelineOf } from "../../store/timeline.js";
import { positionText } from "../../decision/spoken.js";
import { sharedBranches } from "../shared-branches.js";
import { incidentUrl, type PipelineDeps, type Rules } from "../deps.js";

type CommitIncident = Awaited<ReturnType<typeof incidentsOfCommit>>[number];
type WithRun = CommitIncident & { run: RunFacts };

/** What the check run of a commit is to say; null: nothing, as nothing failed there that heal speaks of. */
export async function factsOf(
  check: CommitCheck,
  deps: PipelineDeps,
): Promise<{ facts: CheckFacts | null; incident: number }> {
  const rows = (await incidentsOfCommit(deps.db, check)).filter(isSpokenOf);
  const newest = rows.at(-1);
  if (!newest) return { facts: null, incident: 0 };
  const rules = await deps.rules.of(refOfCheck(check));
  const failures = await Promise.all(rows.map((row) => failureOf(row, rules, deps)));
  const asked = (await pressedOn(deps.db, check.id)).map(pressedText);
  const url = incidentUrl(deps, newest.id);
  const shared = rows.every(({ run }) => !isOfOneChange(run, sharedBranches(rules.config)));
  const everybodys = shared ? { branch: newest.run.branch, issue: newest.issue_url } : null;
  return { facts: { failures, asked, mine: rules.config.check.mine, url, everybodys }, incident: newest.id };
}

/** What heal started itself, and what it was told to leave alone, is not spoken of; a fork's failure is its author's to read. */
const isSpokenOf = (row: CommitIncident): row is WithRun =>
  row.run !== null && (row.state !== "ignored" || row.run.fork);

async function failureOf(row: WithRun, rules: Rules, deps: PipelineDeps): Promise<CheckFailure> {
  const reasons = (await decisionsOf(deps.db, row.id)).at(-1)?.reasons ?? [];
  const over = await overText(row, deps);
  const ended = over === null ? await endOf(row, deps) : null;
  const can = over === null && row.state === "escalated" && !row.run.fork && row.merged_into === null;
  return {
    record: row.diagnosis,
    jobs: over === null && row.diagnosis ? await judge(row, row.diagnosis, deps) : [],
    over,
    doing: over === null ? doingText(row, ended, reasons, rules) : null,
    may: {
      retry: can && allows(rules.mode, "act"),
      fix: can && allows(rules.mode, "act") && reasons.some((one) => offersFix(one)),
      approve: can ? approvable(reasons) : null,
    },
    url: incidentUrl(deps, row.id),
  };
}

/** Each failed job against the default branch and what else is known; a run without jobs is judged as one. */
async function judge(row: WithRun, record: StoredDiagnosis, deps: PipelineDeps): Promise<JudgedJob[]> {
  const { db } = deps;
  const { run, repository } = row;
  if (repository === null) return [];
  const jobs: JudgedJob["job"][] =
    record.jobs.length > 0
      ? record.jobs
      : [{ ...{ name: run.workflow, url: run.url, evidence: [], step: null, command: null }, ...record }];
  const names = jobs.map(({ name }) => name);
  const [baseline, elsewhere, red] = await Promise.all([
    baselineOf(db, repository, run, names),
    seenElsewhere(db, { ...row, repository }),
    onDefaultBranch(run) ? [] : redOnDefaultBranch(db, repository, run),
  ]);
  const tried = record.recognition?.helped.find(({ action }) => action === "rerun-failed-jobs");
  const none: Omit<Surroundings, "baseline"> = {
    ...{ onDefaultBranch: null, mended: null, branches: 0, repositories: 0 },
    ...{ reruns: { passed: 0, failed: 0 }, disownedBy: row.disowned_by },
  };
  return jobs.map((job) => {
    // The fingerprint is of the failure that says most; another job's trouble need not be the same.
    const leading = job.category === record.category;
    const known = leading
      ? { ...elsewhere, reruns: { passed: tried?.successes ?? 0, failed: tried?.failures ?? 0 } }
      : {};
    const same = red.find(({ diagnosis }) => diagnosis && failsAlike(job, { ...record, jobs }, diagnosis));
    const there = same && {
      ...{ url: same.issue_url ?? incidentUrl(deps, same.id), since: same.first_seen, events: same.events },
    };
    const around = { ...none, ...known, onDefaultBranch: there ?? null, baseline: baseline(job.name) };
    return {
      job,
      attribution: attribute({ category: job.category, transient: isTransient(job.category) }, around),
    };
  });
}

/**
 * How this commit was found to be well after all; null: it was not. Only a later attempt of the very run proves it: what ends a story
 * elsewhere, or a person, makes no red commit green.
 */
async function overText({ repository, run }: WithRun, { db }: PipelineDeps): Promise<string | null> {
  const last = repository === null ? null : await newestAttempt(db, repository, run.runId);
  return last && last.attempt > run.attempt && last.conclusion === "success"
    ? "It passed when it ran again"
    : null;
}

/** What ended the incident, in words; null: it goes on, here or in another one. */
async function endOf(row: WithRun, { db }: PipelineDeps): Promise<string | null> {
  if (!finalStates.includes(row.state) || row.state === "ignored" || row.merged_into !== null) return null;
  const repository = refOfRow(row);
  if (repository && (await laterCommitOf(db, repository, row.run)) !== null)
    return "A later commit was tried: its own runs say how it fares.";
  const said = (await timelineOf(db, row.id)).filter(({ kind }) => kind === "closed").at(-1)?.text;
  const why = said === undefined ? "" : `: ${escapeText(said, 200)}`;
  return `heal is done with this${why}. What failed on this commit stays as it was.`;
}

const movingText = (chosen: Chosen): string => {
  const at = positionText(chosen).replace(", s", "S");
  return `${aboutMove[chosen.move].doing}${at === "" ? "" : ` ${at} of playbook ${inlineCode(chosen.playbook)}.`}`;
};

/** What heal does, or would do if it might. */
function doingText(
  row: WithRun,
  ended: string | null,
  reasons: readonly Reason[],
  rules: Rules,
): string | null {
  if (row.state === "acting" || row.state === "verifying") return row.chosen && movingText(row.chosen);
  if (ended !== null) return ended;
  const offered = approvable(reasons);
  if (offered && row.state === "escalated")
    return `heal would do ${inlineCode(offered.action)} here: **Approve** or \`/heal approve ${offered.offer}\` lets it (write access; medium risk needs maintain).`;
  if (allows(rules.mode, "act")) return null;
  const would = reasons.find(({ verdicts }) =>
    verdicts.every(({ guard, allowed }) => allowed || guard === "mode"),
  );
  return would ? `heal would do ${inlineCode(would.action)} here, but its mode is \`${rules.mode}\`.` : null;
}

const approvable = (reasons: readonly Reason[]): CheckFailure["may"]["approve"] => {
  const offered = reasons.find(({ offer }) => offer !== undefined);
  return offered?.offer === undefined ? null : { offer: offered.offer, action: offered.action };
};

/** Guards that say something else once a person asks. */
const ASKABLE = ["approval", "trust", "cooldown", "hold"];

/** A fix was thought of, and nothing stands against it but that nobody asked. */
const offersFix = ({ action, verdicts }: Reason): boolean =>
  action === "open-fix-pr" && verdicts.every(({ guard, allowed }) => allowed || ASKABLE.includes(guard));

/** Answers are Markdown of heal's own, as replies publish them. */
const pressedText = ({ line, author, answer, state }: Pressed): string => {
  const what = `${inlineCode(`@${author}`)} asked for ${inlineCode(line.replace(/^\/heal /, ""))}`;
  if (answer === null) return state === "waiting" ? `${what}: under way.` : `${what}.`;
  return `${what}: ${state === "refused" ? "refused. " : ""}${oneLine(answer, 400)}`;
};
