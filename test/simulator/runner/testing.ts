import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { executeRun } from "./index.js";
import type { JobResult, PlannedJob, RunEvents, RunRequest, RunResult, StepResult } from "./types.js";

/** A git repository in a temporary folder, for tests of workflows. */
export interface Repository {
  folder: string;
  gitDir: string;
  sha: string;
  git(...args: string[]): string;
  /** Writes files, commits them, and gives the commit. */
  commit(files: Record<string, string>): string;
  remove: () => void;
}

export function makeRepository(files: Record<string, string>): Repository {
  const folder = mkdtempSync(join(tmpdir(), "heal-repository-"));
  const git = (...args: string[]) =>
    execFileSync(
      "git",
      ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false", ...args],
      {
        cwd: folder,
        encoding: "utf8",
      },
    ).trim();
  const commit = (changed: Record<string, string>) => {
    for (const [path, content] of Object.entries(changed)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content, { mode: content.startsWith("#!") ? 0o755 : 0o644 });
    }
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "-m", "change");
    return git("rev-parse", "HEAD");
  };
  git("init", "--quiet", "--initial-branch=main");
  const sha = commit(files);
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return { folder, gitDir: join(folder, ".git"), sha, git, commit, remove };
}

/** All that a run told, by job key. */
export interface ReportedRun extends RunResult {
  planned: PlannedJob[];
  steps: Record<string, StepResult[]>;
  jobs: Record<string, JobResult>;
  order: string[];
  artifacts: Map<string, Buffer>;
}

/** Runs a workflow of a repository with defaults for everything a test does not care about. */
export async function run(
  repository: Repository,
  workflow: string,
  given: Partial<RunRequest> = {},
  watch: Partial<RunEvents> = {},
): Promise<ReportedRun> {
  const artifacts = new Map<string, Buffer>();
  const told: Omit<ReportedRun, keyof RunResult> = { planned: [], steps: {}, jobs: {}, order: [], artifacts };
  const events: RunEvents = {
    jobs: (planned) => told.planned.push(...planned),
    jobStarted: (key, at) => {
      told.order.push(`start ${key}`);
      watch.jobStarted?.(key, at);
    },
    stepStarted: (key, step, at) => watch.stepStarted?.(key, step, at),
    stepCompleted: (key, step) => (told.steps[key] ??= []).push(step),
    jobCompleted: (key, result) => {
      told.order.push(`${result.conclusion} ${key}`);
      told.jobs[key] = result;
    },
  };
  const request: RunRequest = {
    repository: "acme/web",
    gitDir: repository.gitDir,
    sha: repository.sha,
    ref: "refs/heads/main",
    workflow,
    workflowPath: ".github/workflows/ci.yml",
    event: "push",
    payload: {},
    runId: 100,
    runNumber: 7,
    attempt: 1,
    actor: "ada",
    serverUrl: "http://github.test",
    apiUrl: "http://github.test/api/v3",
    graphqlUrl: "http://github.test/api/graphql",
    token: () => "ghs_secret-token-of-the-run",
    oidc: { url: "http://github.test/oidc?x=1", token: "oidc-request-token" },
    uploadArtifact: async (name, zip) => ({ id: artifacts.set(name, zip).size }),
    downloadArtifact: async (name) => artifacts.get(name) ?? null,
    actions: {},
    signal: new AbortController().signal,
    ...given,
  };
  return { ...told, ...(await executeRun(request, events)) };
}

/** A log without the times in front of its lines. */
export const untimed = (log: string): string => log.replace(/^\S+ /gm, "");
