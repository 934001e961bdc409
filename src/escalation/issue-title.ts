import { clip, titleOf } from "../core/text.js";
import type { DiagnosisRecord } from "../diagnosis/record.js";
import type { RunFacts } from "../events/event.js";

export interface TitleFacts {
  /** What the incident is called where no run is behind it. */
  title: string;
  record: Pick<DiagnosisRecord, "category" | "tests" | "jobs">;
  run: Pick<RunFacts, "branch" | "headSha" | "workflow"> | null;
  events: number;
}

const TITLE_MAX = 200;
/** From how many times on a title says so: it is renamed when the count grows by an order. */
const ORDERS = [1_000, 100, 10] as const;

/** What fails, where and since when: "`cart > applies a voucher` fails on main since 447f3e9 (10+ times)". */
export const issueTitle = (facts: TitleFacts): string => titleWith(facts, orderOf(facts.events));

/** All titles that heal may have given to the issue; one that is none of them is a person's, and stays. */
export const issueTitles = (facts: TitleFacts): string[] => [
  ...new Set([...ORDERS, 0].map((order) => titleWith(facts, order))),
];

const orderOf = (events: number): number => ORDERS.find((order) => events >= order) ?? 0;

function titleWith({ title, record, run }: TitleFacts, order: number): string {
  const often = order === 0 ? "" : ` (${order}+ times)`;
  const known = record.category === "unknown" ? "" : `: ${record.category}`;
  if (!run) return titleOf(`${title}${known}${often}`, TITLE_MAX);
  const since = ` on ${run.branch} since ${run.headSha.slice(0, 7)}`;
  // The end says when and how often; what is long is cut before it.
  const room = TITLE_MAX - Math.min(100, since.length + known.length + often.length);
  return titleOf(`${titleOf(subjectOf(record, run), room)}${since}${often}${known}`, TITLE_MAX);
}

function subjectOf({ tests, jobs }: TitleFacts["record"], run: Pick<RunFacts, "workflow">): string {
  const [test, job] = [tests[0], jobs[0]];
  if (test)
    return several(code(test.suite ? `${test.suite} > ${test.name}` : test.name), tests.length, "test");
  return several(job ? code(job.name) : run.workflow, Math.max(1, jobs.length), "job");
}

const several = (first: string, n: number, what: string): string =>
  n === 1 ? `${first} fails` : `${first} and ${n - 1} more ${what}${n === 2 ? "" : "s"} fail`;

/** GitHub shows code in titles; a long name keeps its closing mark. */
const code = (name: string): string => `\`${clip(name.replaceAll("`", "'"), 100)}\``;
