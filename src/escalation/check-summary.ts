import { clip, codeBlock } from "../core/text.js";
import { countText } from "../core/format.js";
import { nextStep } from "../diagnosis/advice.js";
import { escapeText, inlineCode } from "../diagnosis/markdown.js";
import type { DiagnosisRecord } from "../diagnosis/record.js";
import { isNotMine, type Attribution } from "../diagnosis/root-cause/attribution.js";
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

/** On everybody's branch a failure is nobody's, but new there, or not. */
const whoseOf = ({ attribution: { verdict } }: JudgedJob, { everybodys }: CheckFacts): string =>
  everybodys && (verdict === "mine" || verdict === "unknown") ? "new here" : whose[verdict];

/** What a check run says below its title: a table of what failed, and what is known of each. */
export function checkSummary(facts: CheckFacts): string {
  const open = facts.failures.filter(({ over }) => over === null);
  const over = facts.failures.filter((one) => one.over !== null);
  const shown = open.flatMap((failure) => groupsOf(failure.jobs).map((group) => ({ group, failure })));
  const groups = shown.map(({ group }) => group);
  const issue = facts.everybodys?.issue;
  const parts = [
    ...(issue ? [`[The issue](${issue}) tells of it.`] : []),
    ...(groups.length > 0 ? [table(groups, facts)] : []),
    ...over.map((one) => `${escapeText(one.over ?? "")} ([incident](${one.url})).`),
    ...shown.slice(0, SECTIONS).map(({ group, failure }) => section(group, failure, facts)),
    ...(shown.length > SECTIONS ? [`${shown.length - SECTIONS} more are in the table alone.`] : []),
    ...[...new Set(open.flatMap(({ doing }) => doing ?? []))],
    ...facts.asked,
    footer(open, facts),
  ];
  return clip(parts.filter(Boolean).join("\n\n"), SUMMARY_MAX);
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

const nameOf = ([{ job }, ...more]: Group, { linked = false } = {}): string => {
  const name = inlineCode(job.name, 80);
  const first = linked && job.url ? `[${name}](${linkOf(job)})` : name;
  return more.length > 0 ? `${first} and ${countText(more.length, "more job")}` : first;
};

function table(groups: readonly Group[], facts: CheckFacts): string {
  const rows = groups
    .slice(0, ROWS)
    .map((group) =>
      [nameOf(group, { linked: true }), whoseOf(group[0], facts), reasonOf(group[0].job)]
        .map(cell)
        .join(" | "),
    );
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

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
