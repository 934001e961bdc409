import { parseDocument, LineCounter } from "yaml";
import { HealError } from "../core/errors.js";
import { redact } from "../core/redact.js";
import { clip } from "../core/text.js";
import type { DiagnosisRecord } from "../diagnosis/record.js";
import type { RepositoryRef, RunFacts } from "../events/event.js";
import { placeFingerprint } from "../events/fingerprint.js";
import type { GitHub, Job } from "../github/port.js";
import type { PipelineDeps } from "./deps.js";

/** Of a workflow file that is looked at for what GitHub does not say. */
const FILE_MOST = 128 * 1024;

/**
 * GitHub could not start the run: the file is broken. It takes the workflow's name from the file, so such a run bears the
 * file's path; `startup_failure` is not given for every kind of breakage.
 */
export const isBroken = (run: RunFacts): boolean =>
  run.conclusion === "startup_failure" ||
  (run.workflowPath !== "" && run.workflow === pathOf(run.workflowPath));

/** Reusable workflows bear the ref they were called with: `.github/workflows/ci.yml@refs/heads/main`. */
const pathOf = (path: string): string => path.split("@")[0] ?? path;

/** A failed run in which no job failed: nothing was run, or nobody will ever know. One identity for each workflow file. */
export async function diagnoseWithoutJobs(
  repository: RepositoryRef,
  run: RunFacts,
  jobs: readonly Job[],
  { github }: Pick<PipelineDeps, "github">,
): Promise<{ record: DiagnosisRecord; fingerprint: string }> {
  const path = pathOf(run.workflowPath) || run.workflow;
  const none = jobs.length === 0;
  const said = none ? await messageOf(repository, run, github) : null;
  const category = none ? "workflow_config" : "no_log";
  const summary = none
    ? `GitHub started no job of ${path}: ${said ?? "the workflow file is probably not valid"}.`
    : `The run of ${path} failed, but none of its jobs did.`;
  const unsaid =
    "GitHub's API gives no message for this run; the run's page shows what is wrong with the file";
  return {
    fingerprint: placeFingerprint({
      category,
      repository: repository.id ?? repository.fullName,
      path,
    }),
    record: {
      attempt: run.attempt,
      category,
      // Without a job it is nearly always the file: GitHub's own CLI says "likely failed because of a workflow file issue".
      confidence: isBroken(run) || said !== null ? 0.95 : none ? 0.7 : 1,
      summary: clip(redact(summary), 500),
      reason: none ? (said === null ? unsaid : null) : "no job failed",
      alternatives: [],
      jobs: [],
      tests: [],
      labels: {},
    },
  };
}

/** GitHub's own words where the run's checks carry them, else what a YAML reader says of the file; null: neither. */
async function messageOf(
  repository: RepositoryRef,
  run: RunFacts,
  github: Pick<GitHub, "runErrors" | "file">,
): Promise<string | null> {
  const asked = { repository, runId: run.runId };
  const errors = await ifAllowed(github.runErrors(asked), []);
  const first = errors[0]?.replace(/\s+/g, " ").trim().replace(/\.$/, "");
  if (first) return clip(first, 350);
  const text = run.fork
    ? null
    : await ifAllowed(github.file(repository, pathOf(run.workflowPath), run.headSha), null);
  return text === null || text.length > FILE_MOST ? null : yamlError(text);
}

/** What may not be read, or is too large to be read, only leaves the answer shorter. */
async function ifAllowed<T>(call: Promise<T>, instead: T): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof HealError && !error.retryable) return instead;
    throw error;
  }
}

function yamlError(text: string): string | null {
  const lines = new LineCounter();
  const error = parseDocument(text, { lineCounter: lines, prettyErrors: false }).errors[0];
  if (!error) return null;
  const { line, col } = lines.linePos(error.pos[0]);
  return `line ${line}, column ${col}: ${clip(error.message.split("\n")[0] ?? "", 200)}`;
}
