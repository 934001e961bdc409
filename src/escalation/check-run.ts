import type { Attribution } from "../diagnosis/root-cause/attribution.js";
import { isNotMine } from "../diagnosis/root-cause/attribution.js";
import { nextStep } from "../diagnosis/advice.js";
import { escapeText, inlineCode } from "../diagnosis/markdown.js";
import type { DiagnosisRecord } from "../diagnosis/record.js";
import { clip, codeBlock } from "../core/text.js";
import type { CheckText } from "../github/port.js";
import type { CheckButton } from "../events/check.js";
import { annotationsOf } from "./annotations.js";
import type { CheckFacts, CheckFailure, JudgedJob } from "./check-facts.js";

/** Failed jobs that are shown with their lines; GitHub takes 65,535 characters, a person less. */
const SECTIONS = 5;
const ROWS = 20;
const LINES = 8;
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
    conclusion: conclusionOf(open, judged, facts.mine),
    title: titleOf(facts.failures, open, judged),
    summary: clip(summaryOf(facts, open, judged), SUMMARY_MAX),
    annotations: annotationsOf(open),
    actions: buttonsOf(open, judged),
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
  all: readonly CheckFailure[],
  open: readonly CheckFailure[],
  judged: readonly JudgedJob[],
): string {
  if (open.length === 0) return all.length === 1 ? (all[0]?.over ?? "It is over") : "All that failed is over";
  if (judged.length === 0) return `heal looks at ${count(open.length, "failure")}`;
  const n = judged.length;
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

function summaryOf(facts: CheckFacts, open: readonly CheckFailure[], judged: readonly JudgedJob[]): string {
  const over = facts.failures.filter((one) => one.over !== null);
  const parts = [
    ...(judged.length > 0 ? [table(judged)] : []),
    ...over.map((one) => `${escapeText(one.over ?? "")} ([incident](${one.url})).`),
    ...open.flatMap((failure) => failure.jobs.map((one) => section(one, failure))).slice(0, SECTIONS),
    ...[...new Set(open.flatMap(({ doing }) => doing ?? []))],
    ...facts.asked,
    footer(open),
  ];
  return parts.filter(Boolean).join("\n\n");
}

function table(judged: readonly JudgedJob[]): string {
  const rows = judged.slice(0, ROWS).map(({ job, attribution }) => {
    const name = job.url ? `[${inlineCode(job.name, 80)}](${linkOf(job)})` : inlineCode(job.name, 80);
    return [name, whose[attribution.verdict], reasonOf(job)].map(cell).join(" | ");
  });
  const more = judged.length > ROWS ? [`and ${judged.length - ROWS} more | | `] : [];
  return ["Failed | Whose | Reason", "--- | --- | ---", ...rows, ...more]
    .map((row) => `| ${row} |`)
    .join("\n");
}

/** The line that says most; without one, what it comes to. */
const reasonOf = ({ evidence, summary }: JudgedJob["job"]): string => {
  const said = evidence[0]?.text.trim() ?? "";
  return said === "" ? escapeText(summary, 160) : inlineCode(said, 160);
};

/** A bar ends a cell of a table, within code too (GitHub Flavored Markdown, 4.10). */
const cell = (text: string): string => text.replace(/(?<!\\)\|/g, "\\|");

/** Into the log of the step that failed: GitHub opens `#step:<number>:<line>`. */
const linkOf = ({ url, stepNumber }: JudgedJob["job"]): string =>
  stepNumber === undefined ? url : `${url}#step:${stepNumber}:1`;

function section({ job, attribution }: JudgedJob, { record, url }: CheckFailure): string {
  const tests = record?.category === job.category ? record.tests.slice(0, 5) : [];
  const lines = job.evidence
    .slice(0, LINES)
    .sort((a, b) => a.line - b.line)
    .map((line) => `${String(line.line).padStart(5)}  ${clip(line.text, 200)}`);
  const where = [
    job.step === null ? "" : `step ${inlineCode(job.step, 100)}`,
    job.command === null || job.command === job.step ? "" : `command ${inlineCode(job.command, 160)}`,
  ].filter(Boolean);
  return [
    `### ${inlineCode(job.name, 80)}: ${whose[attribution.verdict].replaceAll("**", "")}`,
    `${capital(attribution.why)}.${where.length > 0 ? ` Failed in ${where.join(", ")}.` : ""}`,
    ...(tests.length > 0 ? [tests.map((test) => `- ${testText(test)}`).join("\n")] : []),
    ...(lines.length > 0 ? [codeBlock(lines.join("\n"))] : []),
    `Next: ${nextStep(job.category)}. [More in heal](${url})`,
  ].join("\n\n");
}

const testText = ({ suite, name, message }: DiagnosisRecord["tests"][number]): string =>
  `${inlineCode(suite ? `${suite} > ${name}` : name)}${message === "" ? "" : ` ${escapeText(message, 160)}`}`;

/** What can be pressed, in words, and what happens otherwise. */
function footer(open: readonly CheckFailure[]): string {
  if (open.length === 0) return "";
  const idle = "If you do nothing, nothing happens: heal does not touch your branch by itself.";
  const retry = open.some(({ may }) => may.retry)
    ? "**Retry** runs the failed jobs again (write access)."
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
