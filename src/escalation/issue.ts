import { readFileSync } from "node:fs";
import Handlebars from "handlebars";
import { packageFile } from "../core/paths.js";
import { clip, codeBlock } from "../core/text.js";
import type { Reason } from "../decision/decide.js";
import { whyNot } from "../decision/decide.js";
import { leadingEvidence, type DiagnosisRecord, type JobDiagnosis } from "../diagnosis/record.js";
import type { RunFacts } from "../events/event.js";
import { inlineCode, escapeText, verdictText } from "../diagnosis/markdown.js";

export interface IssueFacts {
  id: number;
  title: string;
  kind: "ci" | "alert" | "report";
  record: DiagnosisRecord;
  /** Logins of the owner of monitoring, where it is told to them. */
  monitoring?: readonly string[];
  run: RunFacts | null;
  /** The newest passing run of the same line before it; null: none is known. */
  lastGreen: { sha: string; url: string } | null;
  events: number;
  firstSeen: Date;
  lastSeen: Date;
  reasons: readonly Reason[];
  outcomes: readonly { action: string; verdict: string; reason: string }[];
  refusals: readonly { action: string; reason: string }[];
  timeline: readonly { at: Date; text: string; actor: string }[];
  url: string;
}

/** GitHub takes 65,536 characters in an issue's text. */
const BODY_MAX = 60_000;
const JOBS = 5;
/** Lines of evidence a job; fewer where the text would be cut, as its end holds the commands and the link. */
const EVIDENCE = [45, 15, 5] as const;
const TIMELINE = 30;

// The template is ours; what goes in was escaped for Markdown piece by piece, so HTML escaping would only garble it.
const render = Handlebars.compile(readFileSync(packageFile("src/escalation/templates/issue.hbs"), "utf8"), {
  noEscape: true,
});

const stamp = (at: Date): string => at.toISOString().slice(0, 16).replace("T", " ") + " UTC";

const jobText = (job: JobDiagnosis, lines: number) => ({
  name: escapeText(job.name),
  where: [
    job.step ? `Step ${inlineCode(job.step)}` : "",
    job.command ? `command ${inlineCode(job.command)}` : "",
  ]
    .filter(Boolean)
    .join(", "),
  evidence:
    job.evidence.length === 0
      ? ""
      : codeBlock(
          job.evidence
            .slice(0, lines)
            .sort((a, b) => a.line - b.line)
            .map((line) => `${String(line.line).padStart(5)}  ${line.text}`)
            .join("\n"),
        ),
});

/** The whole text of an escalation: evidence, timeline, what was not tried and why. Written anew at each occurrence. */
export function issueBody(facts: IssueFacts): string {
  for (const lines of EVIDENCE) {
    const body = bodyWith(lines, facts);
    if (body.length <= BODY_MAX) return body;
  }
  return clip(bodyWith(0, facts), BODY_MAX);
}

function bodyWith(lines: number, facts: IssueFacts): string {
  const { record, run } = facts;
  const intro =
    facts.kind === "alert"
      ? `An alert needs a person: ${escapeText(record.summary, 500)}`
      : `A failure needs a person. ${escapeText(record.summary, 500)}`;
  return render({
    intro,
    owner: ownerOf(facts),
    verdict: verdictText(record),
    run: run
      ? `[${escapeText(run.workflow)} attempt ${run.attempt}](${run.url}) of ${inlineCode(run.headSha.slice(0, 7))} on ${inlineCode(run.branch)}`
      : "",
    green: greenText(facts),
    reproduce: reproduceText(record),
    quote: quoteOf(record),
    evidence: record.jobs.some(({ evidence }) => evidence.length > 0),
    firstSeen: stamp(facts.firstSeen),
    lastSeen: stamp(facts.lastSeen),
    events: facts.events,
    // Never at the beginning of a line: a slash there would be a command to other bots.
    reason: record.reason ? `Reason: ${escapeText(record.reason, 500)}` : "",
    jobs: record.jobs.slice(0, JOBS).map((job) => jobText(job, lines)),
    tests: record.tests
      .slice(0, 20)
      .map(
        (test) =>
          `${inlineCode(test.suite ? `${test.suite} > ${test.name}` : test.name)} ${escapeText(test.message, 200)}`,
      ),
    whyNot: whyNot(facts.reasons).map(
      ({ playbook, action, why }) => `${inlineCode(action)} (${escapeText(playbook)}): ${escapeText(why)}`,
    ),
    offer: offerText(facts.reasons),
    done: [
      ...facts.outcomes.map(
        (one) => `${inlineCode(one.action)}: ${escapeText(one.verdict)}, ${escapeText(one.reason)}`,
      ),
      ...facts.refusals.map((one) => `${inlineCode(one.action)}: refused, ${reasonMd(one.reason)}`),
    ],
    timeline: facts.timeline
      .slice(-TIMELINE)
      .map((entry) => ({ at: stamp(entry.at), text: escapeText(entry.text, 300) })),
    url: facts.url,
  });
}

/** What heal would do, and how it is let. */
function offerText(reasons: readonly Reason[]): string {
  const offered = reasons.find(({ offer }) => offer !== undefined);
  if (offered?.offer === undefined) return "";
  return `heal would do ${inlineCode(offered.action)} here: \`/heal approve ${offered.offer}\` lets it, within a day (write access; medium risk needs maintain).`;
}

/** What passed last, and what has changed since. */
function greenText({ run, lastGreen }: IssueFacts): string {
  if (!run || !lastGreen) return "";
  const short = (sha: string): string => sha.slice(0, 7);
  const home = /^(https?:\/\/[^\s()]+)\/actions\/runs\//.exec(run.url)?.[1];
  const range = `${short(lastGreen.sha)}...${short(run.headSha)}`;
  const compare = home === undefined ? "" : `, [what changed](${home}/compare/${range})`;
  return `[${inlineCode(short(lastGreen.sha))}](${lastGreen.url})${compare}`;
}

/** The command that failed, where all jobs failed in the same. */
function reproduceText({ jobs }: DiagnosisRecord): string {
  const commands = new Set(jobs.flatMap(({ command }) => command ?? []));
  const [command] = commands;
  return command !== undefined && commands.size === 1 ? inlineCode(command) : "";
}

/** Lines that are shown without unfolding anything. */
const QUOTED = 5;

function quoteOf(record: DiagnosisRecord): string {
  const lines = leadingEvidence(record)?.evidence.slice(0, QUOTED) ?? [];
  if (lines.length === 0) return "";
  return codeBlock(
    [...lines]
      .sort((a, b) => a.line - b.line)
      .map(({ text }) => clip(text, 300))
      .join("\n"),
  );
}

/** Whom monitoring's own trouble is told to, and how to name somebody. */
function ownerOf({ record, monitoring = [] }: IssueFacts): string {
  if (record.category !== "monitoring_gap") return "";
  return monitoring.length > 0
    ? `For the owner of monitoring: ${monitoring.map((login) => inlineCode(login)).join(", ")}`
    : "Nobody is named as owner of monitoring (`escalate: { monitoring: { assignees: [...] } }` in `.github/heal.yml`): this went to everybody it would usually go to.";
}

/** Refusals name permissions as `actions: write`: those stay code, the rest is escaped. */
const reasonMd = (reason: string): string =>
  clip(reason, 400)
    .split("`")
    .map((part, i) => (i % 2 === 1 ? inlineCode(part) : escapeText(part)))
    .filter((part) => part !== "")
    .join(" ");
