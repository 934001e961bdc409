import type { Fetch } from "./http.js";
import { failsOnError, readInputs, type Environment, type Inputs } from "./inputs.js";
import { oidcToken } from "./oidc.js";
import { Problem } from "./problem.js";
import { readReports, type Report } from "./reports.js";
import { send, type Sending } from "./send.js";
import { problemSummary, summaryOf } from "./summary.js";
import { readVerdict, type Verdict } from "./verdict.js";
import type { Workflow } from "./workflow.js";

export interface Deps {
  env: Environment;
  fetch: Fetch;
  workflow: Workflow;
  wait: Sending["wait"];
}

/** Tells heal about the job and shows its verdict. The exit code: 1 only with `fail-on-error`. */
export async function report(deps: Deps): Promise<0 | 1> {
  const { env, workflow } = deps;
  try {
    const verdict = await tell(readInputs(env), deps);
    workflow.output("delivery", verdict.delivery);
    workflow.output("verdict", verdict.state);
    workflow.output("incident-url", verdict.url);
    workflow.summary(summaryOf(verdict));
    return 0;
  } catch (error) {
    const message = error instanceof Problem ? error.message : `Unexpected: ${String(error)}`;
    const fails = failsOnError(env);
    (fails ? workflow.error : workflow.warning)(message);
    workflow.summary(problemSummary(message));
    return fails ? 1 : 0;
  }
}

async function tell(inputs: Inputs, { env, fetch, workflow, wait }: Deps): Promise<Verdict> {
  const { healUrl, audience, patterns } = inputs;
  const reports = await readReports(env["GITHUB_WORKSPACE"] ?? ".", patterns, workflow.warning);
  const signal = AbortSignal.timeout(inputs.timeoutMs);
  const token = await oidcToken(fetch, env, audience, signal);
  workflow.mask(token);
  const body = JSON.stringify(bodyOf(env, inputs, reports));
  const answer = await send({ fetch, healUrl, token, body, signal, wait, notice: workflow.notice });
  return readVerdict(answer, healUrl);
}

const bodyOf = (env: Environment, { jobStatus }: Inputs, reports: Report[]) => ({
  schema: 1,
  job: env["GITHUB_JOB"] ?? "",
  run_id: Number(env["GITHUB_RUN_ID"]),
  run_attempt: Number(env["GITHUB_RUN_ATTEMPT"]),
  repository: env["GITHUB_REPOSITORY"] ?? "",
  sha: env["GITHUB_SHA"] ?? "",
  workflow: env["GITHUB_WORKFLOW"] ?? "",
  ...(jobStatus === "" ? {} : { conclusion: jobStatus }),
  reports,
});
