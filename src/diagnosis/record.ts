import type { Category } from "./category.js";
import type { Diagnosis, Evidence } from "./diagnosis.js";

/** What is kept of one failed job's diagnosis. Text in it is redacted and clipped. */
export interface JobDiagnosis {
  name: string;
  url: string;
  category: Category;
  confidence: number;
  summary: string;
  evidence: Evidence[];
  chunk: Diagnosis["chunk"];
  step: string | null;
  command: string | null;
}

/** A failing test, from an uploaded report or else from the log. */
export interface NamedTest {
  suite: string;
  name: string;
  message: string;
  file?: string;
}

/** The diagnosis of an incident, as the row holds it. */
export interface DiagnosisRecord {
  /** The attempt it is about; 0 for alerts. */
  attempt: number;
  category: Category;
  confidence: number;
  summary: string;
  reason: string | null;
  alternatives: Diagnosis["alternatives"];
  jobs: JobDiagnosis[];
  tests: NamedTest[];
  /** The label set of an alert, for playbooks. */
  labels: Record<string, string>;
}

/** The lines to show first, of the job that says most. */
export const leading = (record: DiagnosisRecord): JobDiagnosis | null =>
  record.jobs.find((job) => job.category === record.category && job.evidence.length > 0) ??
  record.jobs[0] ??
  null;
