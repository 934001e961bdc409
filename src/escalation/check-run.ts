import type { Attribution } from "../diagnosis/root-cause/attribution.js";
import { isNotMine } from "../diagnosis/root-cause/attribution.js";
import { nextStep } from "../diagnosis/advice.js";
import { escapeText, inlineCode } from "../diagnosis/markdown.js";
import type { DiagnosisRecord } from "../diagnosis/record.js";
import { clip, codeBlock, titleOf as titleText } from "../core/text.js";
import type { CheckText } from "../github/port.js";
import type { CheckButton } from "../events/check.js";
import { annotationsOf } from "./annotations.js";
import type { CheckFacts, CheckFailure, JudgedJob } from "./check-facts.js";

/** Failed jobs that are shown with their lines; GitHub takes 65,535 characters, a person less. */
const SECTIONS = 5;
const ROWS = 20;
const LINES = 14;
const TESTS = 5;
const SUMMARY_MAX = 20_000;

const whose: Record<Attribution["verdict"], string> = {
  mine: "**yours**",
  "pre-existing": "not yours: it was there before",
  flaky: "not yours: flaky",
  infrastructure: "not yours: infrastructure",
  "fleet-wide": "not yours: it fails everywhere",
  unknown: "unclear",
};

/** What the check run of a commit says: whose each failure is, why, and what can be done. */
export function checkRunText(facts: CheckFacts): CheckText {
  const open = facts.failures.filter(({ over }) => over === null);
  const judged = open.flatMap(({ jobs }) => jobs);
  return {
    conclusion: facts.everybodys && open.length > 0 ? "neutral" : conclusionOf(open, judged, facts.mine),
    title: titleOf(facts, open, judged),
    summary: clip(summaryOf(facts, open, judged), SUMMARY_MAX),
    annotations: annotationsOf(open),
    actions: buttonsOf(open, facts.everybodys ? [] : judged),
    detailsUrl: facts.url,
  };
}

function conclusionOf(
  open: readonly CheckFailure[],
  judged: readonly JudgedJob[],
  mine: CheckFacts["mine"],
): CheckText["conclusion"] {
  if (open.some(({ record }) => record === null)) return "neutral";
  if (judged.some(({ attribution }) => attribution.verdict === "mine")) return mine;
  return judged.every(({ attribution }) => isNotMine(attribution)) ? "success" : "neutral";
}

function titleOf(
  { failures: all, everybodys }: CheckFacts,
  open: readonly CheckFailure[],
  judged: readonly JudgedJob[],
): string {
  if (open.length === 0) return all.length === 1 ? (all[0]?.over ?? "It is over") : "All that failed is over";
  if (judged.length === 0) return `heal looks at ${count(open.length, "failure")}`;
  const n = judged.length;
  if (everybodys)
    return titleText(
      `${count(n, "failure")} on ${everybodys.branch}${everybodys.issue ? ", told in an issue" : ""}`,
      150,
    );
  const mine = judged.filter(({ attribution }) => attribution.verdict === "mine").length;
  const others = judged.filter(({ attribution }) => isNotMine(attribution)).length;
  const unclear = n - mine - others;
  if (mine === n) return `${count(n, "failure")} ${n === 1 ? "looks" : "look"} yours`;
  if (others === n) return n === 1 ? "1 failure, not yours" : `${n} failures, none of them yours`;
  if (unclear === n) return n === 1 ? "1 failure, unclear whose" : `${n} failures, unclear whose`;
  return [
    ...(mine > 0 ? [`${count(mine, "failure")} ${mine === 1 ? "looks" : "look"} yours`] : []),
    ...(others > 0
      ? [mine > 0 ? `${others} ${others === 1 ? "does" : "do"} not` : `${count(others, "failure")} not yours`]
      : []),
    ...(unclear > 0 ? [`${unclear} ${unclear === 1 ? "is" : "are"} unclear`] : []),
  ].join(", ");
}

/** On everybody's branch a failure is nobody's, but new there, or not. */
const whoseOf = ({ attribution: { verdict } }: JudgedJob, { everybodys }: CheckFacts): string =>
  everybodys && (verdict === "mine" || verdict === "unknown") ? "new here" : whose[verdict];

function summaryOf(facts: CheckFacts, open: readonly CheckFailure[], judged: readonly JudgedJob[]): string {
  const over = facts.failures.filter((one) => one.over !== null);
  const shown = open.flatMap((failure) => groupsOf(failure.jobs).map((group) => ({ group, failure })));
  const issue = facts.everybodys?.issue;
  const parts = [
    ...(issue ? [`[The issue](${issue}) tells of it.`] : []),
    ...(judged.length > 0
      ? [
          table(
            shown.map(({ group }) => group),
            facts,
          ),
        ]
      : []),
    ...over.map((one) => `${escapeText(one.over ?? "")} ([incident](${one.url})).`),
    ...shown.slice(0, SECTIONS).map(({ group, failure }) => section(group, failure, facts)),
    ...(shown.length > SECTIONS ? [`${shown.length - SECTIONS} more are in the table alone.`] : []),
    ...[...new Set(open.flatMap(({ doing }) => doing ?? []))],
    ...facts.asked,
    footer(open, facts),
  ];
  return parts.filter(Boolean).join("\n\n");
}

/** Jobs that fail alike, such as those of a matrix. */
type Group = readonly [JudgedJob, ...JudgedJob[]];

function groupsOf(jobs: readonly JudgedJob[]): Group[] {
  const groups = new Map<string, [JudgedJob, ...JudgedJob[]]>();
  for (const one of jobs) {
    const reason = reasonOf(one.job).replace(/\d+/g, "0");
    const key = JSON.stringify([one.attribution.verdict, one.attribution.why, reason]);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

const nameOf = ([first, ...more]: Group): string =>
  `${inlineCode(first.job.name, 80)}${more.length > 0 ? ` and ${count(more.length, "more job")}` : ""}`;

function table(groups: readonly Group[], facts: CheckFacts): string {
  const rows = groups.slice(0, ROWS).map((group) => {
    const [one, ...more] = group;
    const first = inlineCode(one.job.name, 80);
    const name = one.job.url ? `[${first}](${linkOf(one.job)})` : first;
    const all = more.length > 0 ? `${name} and ${count(more.length, "more job")}` : name;
    return [all, whoseOf(one, facts), reasonOf(one.job)].map(cell).join(" | ");
  });
  const more = groups.length > ROWS ? [`and ${groups.length - ROWS} more | | `] : [];
  return ["Failed | Whose | Reason", "--- | --- | ---", ...rows, ...more]
    .map((row) => `| ${row} |`)
    .join("\n");
}

/** The line that says most; without one, what it comes to. */
const reasonOf = ({ evidence, summary }: JudgedJob["job"]): string => {
  // Reports draw lines around a test's name.
  const said = (evidence[0]?.text ?? "")
    .slice(0, 500)
    .replace(/^[\s_=*#-]{3,120}/, "")
    .replace(/ [_=*#-]{3,120}\s{0,9}$/, "")
    .trim();
  return said === "" ? escapeText(summary, 160) : inlineCode(said, 160);
};

/** A bar ends a cell of a table, within code too (GitHub Flavored Markdown, 4.10). */
const cell = (text: string): string => text.replace(/(?<!\\)\|/g, "\\|");

/** Into the log of the step that failed: GitHub opens `#step:<number>:<line>`. */
const linkOf = ({ url, stepNumber }: JudgedJob["job"]): string =>
  stepNumber === undefined ? url : `${url}#step:${stepNumber}:1`;

function section(group: Group, { record, jobs, url }: CheckFailure, facts: CheckFacts): string {
  const [one] = group;
  const { job, attribution } = one;
  // Which test is of which job is not known.
  const all = groupsOf(jobs).length === 1 && record?.category === job.category ? record.tests : [];
  const tests = all.slice(0, TESTS).map((test) => `- ${testText(test)}`);
  const where = [
    job.step === null ? "" : `step ${inlineCode(job.step, 100)}`,
    job.command === null || job.command === job.step ? "" : `command ${inlineCode(job.command, 160)}`,
  ].filter(Boolean);
  const why = facts.everybodys ? [] : [`${capital(attribution.why)}.`];
  return [
    `### ${nameOf(group)}: ${whoseOf(one, facts).replaceAll("**", "")}`,
    [...why, ...(where.length > 0 ? [`Failed in ${where.join(", ")}.`] : [])].join(" "),
    ...(tests.length > 0 ? [tests.join("\n")] : []),
    ...(all.length > TESTS ? [`and ${all.length - TESTS} more tests`] : []),
    ...(job.evidence.length > 0 ? [excerptOf(job.evidence)] : []),
    `${isNotMine(attribution) ? "" : `Next: ${nextStep(job.category)}. `}[More in heal](${url})`,
  ]
    .filter(Boolean)
    .join("\n\n");
}

/** The lines that say most, in the log's order, with what is left out between them. */
function excerptOf(evidence: JudgedJob["job"]["evidence"]): string {
  const lines = [...evidence.slice(0, LINES)].sort((a, b) => a.line - b.line);
  const shown = lines.flatMap(({ line, text }, i) => {
    const before = lines[i - 1];
    const gap = before !== undefined && line > before.line + 1 ? ["       ..."] : [];
    return [...gap, `${String(line).padStart(5)}  ${clip(text, 200)}`];
  });
  return codeBlock(shown.join("\n"));
}

const testText = ({ suite, name, message }: DiagnosisRecord["tests"][number]): string =>
  `${inlineCode(suite ? `${suite} > ${name}` : name)}${message === "" ? "" : ` ${escapeText(message, 160)}`}`;

/** What can be pressed, in words, and what happens otherwise. */
function footer(open: readonly CheckFailure[], { everybodys }: CheckFacts): string {
  if (open.length === 0) return "";
  const idle =
    everybodys || open.some(({ doing }) => doing !== null)
      ? ""
      : "If you do nothing, nothing happens: heal does not touch your branch by itself.";
  const retry = open.some(({ may }) => may.retry)
    ? "**Retry** runs the failed jobs again (write access); `/heal help` in a comment lists what else can be asked."
    : "";
  return [idle, retry].filter(Boolean).join(" ");
}

/** At most three (docs: REST, "Create a check run", `actions`). */
function buttonsOf(open: readonly CheckFailure[], judged: readonly JudgedJob[]): CheckText["actions"] {
  const offer = open.find(({ may }) => may.approve)?.may.approve;
  const buttons: (CheckText["actions"][number] & { identifier: CheckButton })[] = [
    ...(offer
      ? [
          {
            label: "Approve",
            description: `Let heal do ${offer.action}.`.slice(0, 40),
            identifier: `approve-${offer.offer}` as const,
          },
        ]
      : []),
    ...(open.some(({ may }) => may.retry)
      ? [{ label: "Retry", description: "Run the failed jobs again.", identifier: "retry" as const }]
      : []),
    ...(open.some(({ may }) => may.fix)
      ? [{ label: "Fix", description: "Ask for a fix pull request.", identifier: "fix" as const }]
      : []),
    ...(judged.some(({ attribution }) => attribution.verdict === "mine")
      ? [{ label: "Not mine", description: "The change did not cause it.", identifier: "not-mine" as const }]
      : []),
  ];
  return buttons;
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
