import { runContexts } from "./contexts.js";
import {
  condition,
  ExpressionError,
  interpolate,
  resolve,
  toText,
  toValue,
  type Scope,
  type Value,
} from "./expressions/index.js";
import { isFailure, jobScope, together, type Ended } from "./job-graph.js";
import { runJob } from "./job.js";
import type { Needs } from "./job-state.js";
import { hasLateMatrix, planJob, planUnexpanded, type Plan } from "./plan.js";
import { keptResult, nothing } from "./rerun.js";
import { Semaphore } from "./semaphore.js";
import { messageOf } from "./step.js";
import type { JobResult, RunEvents, RunRequest, RunResult } from "./types.js";
import { ancestorsOf, readWorkflow, WorkflowError, type JobDefinition, type Workflow } from "./workflow.js";

const PARALLEL_JOBS = 2;

/**
 * Runs a workflow as GitHub would and tells what happens. An invalid workflow is a failed run without jobs.
 * Rejects only when a callback of the request or of `events` throws.
 */
export async function executeRun(request: RunRequest, events: RunEvents): Promise<RunResult> {
  try {
    const workflow = readWorkflow(request.workflow);
    return await new Run(request, workflow, events).execute();
  } catch (error) {
    if (!(error instanceof WorkflowError || error instanceof ExpressionError)) throw error;
    events.jobs([]);
    return { conclusion: "failure", runName: request.workflowPath };
  }
}

class Run {
  private readonly contexts: Record<string, Value>;
  private readonly plans = new Map<string, Plan[]>();
  private readonly ended = new Map<string, Promise<Ended>>();
  private readonly results = new Map<string, string>();
  private readonly slots = new Semaphore(PARALLEL_JOBS);
  private failed = false;

  constructor(
    private readonly request: RunRequest,
    private readonly workflow: Workflow,
    private readonly events: RunEvents,
  ) {
    this.contexts = runContexts(request, workflow.name ?? request.workflowPath);
  }

  async execute(): Promise<RunResult> {
    const { signal, workflowPath } = this.request;
    const jobs = Object.entries(this.workflow.jobs);
    const runName = interpolate(this.workflow["run-name"] ?? "", this.scope({})).trim();
    for (const [id, definition] of jobs) {
      if (!hasLateMatrix(definition)) this.plans.set(id, planJob(id, definition, this.scope({})));
    }
    this.announce([...this.plans.values()].flat());
    await Promise.all(jobs.map(([id]) => this.job(id)));
    const conclusion = signal.aborted ? "cancelled" : this.failed ? "failure" : "success";
    return { conclusion, runName: runName || (this.workflow.name ?? workflowPath) };
  }

  /** The end of a job; started when first asked for, so jobs that need it wait. */
  private job(id: string): Promise<Ended> {
    const known = this.ended.get(id);
    if (known !== undefined) return known;
    const definition = this.workflow.jobs[id];
    if (definition === undefined) throw new WorkflowError(`Invalid workflow file: unknown job '${id}'`);
    const before = (definition.needs ?? []).map((need) => [need, this.job(need)] as const);
    const end = this.afterNeeds(id, definition, before).then((ended) => {
      this.results.set(id, ended.result);
      return ended;
    });
    this.ended.set(id, end);
    return end;
  }

  private async afterNeeds(
    id: string,
    definition: JobDefinition,
    needed: (readonly [string, Promise<Ended>])[],
  ): Promise<Ended> {
    const pairs = await Promise.all(needed.map(async ([need, end]) => [need, await end] as const));
    const needs: Needs = Object.fromEntries(pairs);
    const before = [...ancestorsOf(this.workflow.jobs, id)].map((one) => this.results.get(one) ?? "skipped");
    const scope = this.scope(needs, before);
    let plans = this.plans.get(id) ?? [planUnexpanded(id, definition)];
    try {
      const runs = condition(definition.if, scope);
      if (!this.plans.has(id)) {
        if (runs) plans = planJob(id, definition, scope);
        this.plans.set(id, plans);
        this.announce(plans);
      }
      const kept = plans.map((plan) => keptResult(plan, this.plans, this.request));
      if (!runs && kept.every((result) => result === undefined)) return this.skip(plans);
      return await this.runAll(definition, plans, needs, kept);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return this.broken(plans, messageOf(error));
    }
  }

  private async runAll(
    definition: JobDefinition,
    plans: Plan[],
    needs: Needs,
    kept: (JobResult | undefined)[],
  ): Promise<Ended> {
    const group = new AbortController();
    const cancel = () => group.abort();
    if (this.request.signal.aborted) cancel();
    this.request.signal.addEventListener("abort", cancel, { once: true });
    const failFast =
      toText(resolve(toValue(definition.strategy?.["fail-fast"] ?? true), this.scope(needs))) === "true";
    const results = await Promise.all(
      plans.map(async (plan, at) => {
        const result = kept[at] ?? (await this.slots.run(() => this.start(plan, needs, group.signal)));
        const tolerated = this.tolerates(plan, needs);
        if (isFailure(result.conclusion) && !tolerated) this.failed = true;
        if (isFailure(result.conclusion) && !tolerated && failFast && plans.length > 1) cancel();
        return {
          conclusion: tolerated && isFailure(result.conclusion) ? "success" : result.conclusion,
          outputs: result.outputs,
        };
      }),
    );
    this.request.signal.removeEventListener("abort", cancel);
    return together(results);
  }

  private async start(plan: Plan, needs: Needs, signal: AbortSignal): Promise<JobResult> {
    // A job cancelled before its start never starts, unless its condition asks to run nevertheless.
    if (
      signal.aborted &&
      !condition(plan.definition.if, { ...this.scope(needs), status: () => "cancelled" })
    ) {
      const result: JobResult = { ...nothing, conclusion: "cancelled" };
      this.events.jobCompleted(plan.key, result, new Date());
      return result;
    }
    this.events.jobStarted(plan.key, new Date());
    const lasting = signal.aborted ? new AbortController().signal : signal;
    const { request, workflow, contexts } = this;
    const result = await runJob(
      { request, workflow, plan, needs, runContexts: contexts, signal: lasting },
      this.events,
    );
    this.events.jobCompleted(plan.key, result, new Date());
    return result;
  }

  private skip(plans: Plan[]): Ended {
    const conclusion = this.request.signal.aborted ? "cancelled" : "skipped";
    for (const plan of plans) this.events.jobCompleted(plan.key, { ...nothing, conclusion }, new Date());
    return { result: conclusion, outputs: {} };
  }

  /** A job whose own expressions are broken: it fails before its first step. */
  private broken(plans: Plan[], message: string): Ended {
    this.failed = true;
    const annotation = { level: "failure", message, path: this.request.workflowPath } as const;
    for (const plan of plans) {
      const result: JobResult = { ...nothing, conclusion: "failure", annotations: [annotation] };
      this.events.jobCompleted(plan.key, result, new Date());
    }
    return { result: "failure", outputs: {} };
  }

  private tolerates(plan: Plan, needs: Needs): boolean {
    const scope = this.scope(needs);
    const inner: Scope = { ...scope, contexts: { ...scope.contexts, matrix: plan.matrix } };
    return toText(resolve(toValue(plan.definition["continue-on-error"]), inner)) === "true";
  }

  private announce(plans: Plan[]): void {
    const keysOf = (id: string) => this.plans.get(id)?.map((plan) => plan.key) ?? [id];
    this.events.jobs(
      plans.map((plan) => ({
        key: plan.key,
        name: plan.name,
        needs: (plan.definition.needs ?? []).flatMap(keysOf),
        labels: plan.labels,
      })),
    );
  }

  private scope(needs: Needs, before: string[] = []): Scope {
    return jobScope(this.contexts, needs, before, this.request.signal.aborted);
  }
}
