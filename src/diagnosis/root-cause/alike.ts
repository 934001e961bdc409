import type { DiagnosisRecord, JobDiagnosis } from "../record.js";

type Job = Pick<JobDiagnosis, "name" | "category" | "evidence">;
type Failure = Pick<DiagnosisRecord, "tests"> & { jobs: readonly Job[] };

/** Of a job's lines those that say most. */
const LINES = 5;
/** Without what changes from run to run. */
const normal = (text: string): string =>
  text
    .replace(/\d+(?:\.\d+)?/g, "0")
    .replace(/\s+/g, " ")
    .trim();

/**
 * Whether a job of one failure fails as it does in another one: the same job, with nothing in its foremost lines that the other
 * does not show as well. Where it is the only job, no test fails that passes there.
 */
export function failsAlike(job: Job, own: Failure, other: Failure): boolean {
  const there = other.jobs.find(({ name }) => name === job.name);
  if (!there || there.category !== job.category || job.evidence.length === 0) return false;
  const said = new Set(there.evidence.map(({ text }) => normal(text)));
  if (!job.evidence.slice(0, LINES).every(({ text }) => said.has(normal(text)))) return false;
  if (own.jobs.length > 1) return true;
  const known = new Set(other.tests.map(nameOf));
  return own.tests.every((test) => known.has(nameOf(test)));
}

const nameOf = ({ suite, name }: DiagnosisRecord["tests"][number]): string => JSON.stringify([suite, name]);
