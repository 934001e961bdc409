import { percent } from "../core/format.js";
import { clip, oneLine } from "../core/text.js";
import { categoryDocs, isTransient, type Category } from "./category.js";
import type { Diagnosis, Evidence } from "./diagnosis.js";
import type { Reading } from "./reading.js";

/** Lines that a person reads of one log; the reason is quoted in `QUOTED` of them. */
const QUOTED = 5;
const WIDTH = 160;

const next: Partial<Record<Category, string>> = {
  test_failure: "run the failing test alone, and look at what the change did to it",
  flaky_test: "rerun; then mend the test, or give it to its owner",
  compile_error: "mend the sources at the place named",
  type_error: "mend the types at the place named",
  lint: "run the formatter or linter here and commit what it changes",
  dependency_missing: "add what is missing to the manifest or to the job's set-up",
  dependency_conflict: "choose versions that go together",
  lockfile_drift: "write the lock file anew and commit it",
  license_or_policy: "ask the owner of the rule, or replace what it refuses",
  documentation: "mend the link or the page named",
  snapshot_mismatch: "look at the difference; accept the snapshot if it is meant",
  coverage: "add tests for what the change added",
  out_of_memory: "give the job more memory, or let it do less at once",
  disk_full: "free or add disk space on the runner",
  timeout: "see what the job was waiting for before it is given more time",
  cancelled: "nothing: a newer run or a person stopped it",
  checkout: "rebase, or mend the reference",
  auth_or_secret: "renew the credential or give it to the job",
  permission: "grant what is refused, or do without it",
  workflow_config: "mend the workflow, or the input named",
  deploy_failure: "see the target's own log before it is tried again",
  certificate: "renew the certificate, or trust its issuer",
  no_log: "fetch the log again, or rerun the job",
  unknown: "read the lines around the failing part",
};

/** What a person reads about one log: what failed, where, why, and what to do; at most 12 lines. */
export function reportText(
  file: string,
  { diagnosis, context }: Pick<Reading, "diagnosis" | "context">,
): string[] {
  const { category, confidence, failed, chunk, reason, evidence } = diagnosis;
  if (category === "no_log")
    return [`${file}: no log to read`, `  why: ${reason ?? "it is not there"}`, advice(category)];
  if (chunk === null && evidence.length === 0)
    return [`${file}: ${diagnosis.summary}`, ...(reason === undefined ? [] : [`  why: ${reason}`])];
  const said = evidence[0]?.text.trim();
  const what = failed.test ?? (category === "unknown" ? (failed.command ?? said) : said);
  const named = category === "unknown" ? "cause not known" : `${category} (${percent(confidence)})`;
  const other = diagnosis.alternatives[0];
  return [
    `${file}: ${named}`,
    ...(what === undefined ? [] : [`  failed: ${short(what)}`]),
    ...where(diagnosis),
    ...(context.length === 0 ? [] : ["  log:"]),
    ...context
      .slice(0, QUOTED)
      .map(({ line, text }) => `  ${String(line).padStart(7)} | ${clip(text.trimEnd(), WIDTH)}`),
    `  rerun: ${rerun(category)}`,
    advice(category),
    ...(category === "unknown" && other ? [`  perhaps: ${other.category}`] : []),
  ];
}

const short = (text: string): string => oneLine(text, WIDTH);

function where({ failed: { job, step, command }, chunk, evidence }: Diagnosis): string[] {
  const place = fileIn(evidence);
  const parts = [
    ...(job === undefined ? [] : [`job ${job}`]),
    ...(step === undefined ? [] : [`step ${step}`]),
    ...(command === undefined || step?.includes(command) ? [] : [`command ${command}`]),
    ...(place === null ? [] : [place]),
    ...(chunk
      ? [`${chunk.path === undefined ? "" : `${chunk.path}, `}lines ${chunk.start_line}-${chunk.end_line}`]
      : []),
  ];
  return parts.length === 0 ? [] : [`  where: ${short(parts.join("; "))}`];
}

/** The first place in the sources that the first lines of evidence name. */
function fileIn(evidence: readonly Evidence[]): string | null {
  for (const { text } of evidence.slice(0, 3)) {
    const found =
      /(?:^|[\s("'[])((?:[\w@.-]+[/\\])*[\w@.+-]+\.[a-z]\w{0,5})(?::(\d{1,6})|\((\d{1,6})(?:,\d+)?\)|", line (\d{1,6}))/i.exec(
        text.slice(0, 500),
      );
    const line = found?.[2] ?? found?.[3] ?? found?.[4];
    if (found?.[1] !== undefined && line !== undefined) return `${found[1]}:${line}`;
  }
  return null;
}

const rerun = (category: Category): string =>
  category === "unknown"
    ? "not known whether it helps"
    : isTransient(category)
      ? "may help: the cause comes and goes"
      : `hardly helps: ${categoryDocs[category].doc.replace(/\.$/, "").toLowerCase()}`;

const advice = (category: Category): string =>
  `  next: ${next[category] ?? (isTransient(category) ? "rerun; if it stays, see whether the other side is up" : "read the lines quoted")}`;
