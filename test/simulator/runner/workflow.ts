import { parse } from "yaml";
import { z } from "zod";
import { toText, toValue, type Value } from "./expressions/index.js";
import type { Triggers } from "./types.js";

export class WorkflowError extends Error {}

const scalar = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .transform((v) => (v === null ? "" : String(v)));
const texts = z.record(z.string(), scalar);
const map = z.union([texts, z.string()]).optional();
const list = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const flag = z.union([z.boolean(), z.string()]).optional();
const minutes = z.union([z.number(), z.string()]).optional();
const runDefaults = z
  .object({ run: z.object({ shell: z.string(), "working-directory": z.string() }).partial().optional() })
  .optional();
const permissions = z
  .union([
    z.enum(["read-all", "write-all"]),
    z.record(z.string(), z.enum(["read", "write", "none"])),
    z.null(),
  ])
  .optional();

const step = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  if: scalar.optional(),
  run: z.string().optional(),
  uses: z.string().optional(),
  with: texts.optional(),
  env: map,
  shell: z.string().optional(),
  "working-directory": z.string().optional(),
  "continue-on-error": flag,
  "timeout-minutes": minutes,
});

const job = z.object({
  name: scalar.optional(),
  needs: list.optional(),
  if: scalar.optional(),
  "runs-on": z.unknown(),
  permissions,
  env: map,
  defaults: runDefaults,
  outputs: texts.optional(),
  strategy: z.object({ matrix: z.unknown().optional(), "fail-fast": flag }).optional(),
  "continue-on-error": flag,
  "timeout-minutes": minutes,
  steps: z.array(step).min(1),
});

const workflow = z.object({
  name: scalar.optional(),
  "run-name": scalar.optional(),
  on: z.unknown(),
  permissions,
  env: map,
  defaults: runDefaults,
  jobs: z.record(z.string().regex(/^[a-z_][\w-]*$/i), job),
});

export type StepDefinition = z.infer<typeof step>;
export type JobDefinition = z.infer<typeof job>;
export type Workflow = z.infer<typeof workflow>;
export type Permissions = z.infer<typeof permissions>;

/** Reads a workflow. Throws WorkflowError where GitHub would say "Invalid workflow file". */
export function readWorkflow(text: string): Workflow {
  const result = workflow.safeParse(yaml(text));
  if (!result.success) throw new WorkflowError(`Invalid workflow file: ${z.prettifyError(result.error)}`);
  for (const [id, definition] of Object.entries(result.data.jobs)) {
    const missing = (definition.needs ?? []).find((need) => !Object.hasOwn(result.data.jobs, need));
    if (missing !== undefined) {
      throw new WorkflowError(`Invalid workflow file: Job '${id}' depends on unknown job '${missing}'.`);
    }
    if (ancestorsOf(result.data.jobs, id).has(id)) {
      throw new WorkflowError(`Invalid workflow file: Job '${id}' depends on itself.`);
    }
    const odd = definition.steps.find((one) => (one.run === undefined) === (one.uses === undefined));
    if (odd !== undefined) {
      throw new WorkflowError(`Invalid workflow file: a step of job '${id}' needs either 'run' or 'uses'.`);
    }
  }
  return result.data;
}

/** All jobs that a job needs, directly or through others; itself when jobs need each other in a ring. */
export function ancestorsOf(jobs: Workflow["jobs"], id: string): Set<string> {
  const seen = new Set<string>();
  const queue = [...(jobs[id]?.needs ?? [])];
  for (let need = queue.pop(); need !== undefined; need = queue.pop()) {
    if (!seen.has(need)) queue.push(...(jobs[need]?.needs ?? []));
    seen.add(need);
  }
  return seen;
}

/** What starts a workflow. Throws WorkflowError when it is no YAML or has no `on`. */
export function parseTriggers(text: string): Triggers {
  const shape = z.object({ name: scalar.optional(), "run-name": scalar.optional(), on: z.unknown() });
  const result = shape.safeParse(yaml(text));
  if (!result.success || result.data.on === undefined || result.data.on === null) {
    throw new WorkflowError("Invalid workflow file: No event triggers defined in `on`");
  }
  const on = triggers(toValue(result.data.on));
  const dispatch = z
    .object({
      inputs: z.record(
        z.string(),
        z.object({ required: z.boolean(), default: scalar, type: z.string() }).partial().nullable(),
      ),
    })
    .safeParse(on["workflow_dispatch"]);
  const inputs = dispatch.success
    ? Object.entries(dispatch.data.inputs).map(([name, input]) => [name, input ?? {}] as const)
    : [];
  return {
    name: result.data.name ?? "",
    on,
    ...(result.data["run-name"] === undefined ? {} : { runName: result.data["run-name"] }),
    inputs: Object.fromEntries(inputs),
  };
}

function triggers(on: Value): Record<string, unknown> {
  if (typeof on === "string") return { [on]: {} };
  if (Array.isArray(on)) return Object.fromEntries(on.map((event) => [toText(event), {}]));
  if (typeof on !== "object" || on === null)
    throw new WorkflowError("Invalid workflow file: unexpected `on`");
  return Object.fromEntries(Object.entries(on).map(([event, filter]) => [event, filter ?? {}]));
}

function yaml(text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw new WorkflowError(`Invalid workflow file: ${String(cause)}`, { cause });
  }
}
