import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { toText, toValue, type Scope, type Value } from "./expressions/index.js";
import { githubContext } from "./contexts.js";
import { hashFiles } from "./hash-files.js";
import { Masks } from "./masks.js";
import { permissionsOf } from "./permissions.js";
import type { Plan } from "./plan.js";
import type { Sandbox } from "./sandbox.js";
import type { Access, Annotation, RunRequest } from "./types.js";
import type { StepDefinition, Workflow } from "./workflow.js";
import type { Log } from "./log.js";

export type Status = "success" | "failure" | "cancelled";
export interface Outcome {
  conclusion: Status;
  outputs: Record<string, string>;
}

/** What is left to do at the end of a job, last registered first. */
export interface Post {
  name: string;
  condition: string;
  run(log: Log, signal: AbortSignal): Promise<Status>;
}

/** Where steps see each other: the job, or one use of a composite action. */
export interface Frame {
  steps: Record<string, Value>;
  status: "success" | "failure";
  /** `env` of a composite's caller; empty for the job itself. */
  env: Record<string, string>;
  inputs: Value;
  actionPath?: string;
  /** The nesting's own number, as part of ids; guards against actions that use themselves. */
  depth: number;
}

export interface Needs {
  [id: string]: { result: string; outputs: Record<string, string> };
}

/** Everything a job carries from step to step. */
export class JobState {
  readonly masks = new Masks();
  readonly annotations: Annotation[] = [];
  readonly posts: Post[] = [];
  /** Process groups that outlived their step. */
  readonly leftovers: number[] = [];
  readonly paths: string[] = [];
  /** What the `pre` part of an action saved for its other parts. */
  readonly preState = new Map<StepDefinition, Record<string, string>>();
  readonly permissions: Record<string, Access>;
  readonly token: string;
  readonly frame: Frame;
  env: Record<string, string> = {};
  summary = "";
  cancelled = false;

  constructor(
    readonly request: RunRequest,
    readonly workflow: Workflow,
    readonly plan: Plan,
    readonly needs: Needs,
    readonly runContexts: Record<string, Value>,
    readonly sandbox: Sandbox,
  ) {
    this.permissions = permissionsOf(workflow.permissions, plan.definition.permissions);
    this.token = request.token(this.permissions);
    for (const secret of [this.token, request.oidc.token, ...Object.values(request.secrets ?? {})]) {
      this.masks.add(secret);
    }
    this.frame = { steps: {}, status: "success", env: {}, inputs: runContexts["inputs"] ?? {}, depth: 0 };
    writeFileSync(this.eventPath, JSON.stringify(request.payload));
  }

  /** `workflow_dispatch` inputs are part of the stored event only when the payload has them. */
  get eventPath(): string {
    return join(this.sandbox.temp, "event.json");
  }

  get status(): Status {
    return this.cancelled ? "cancelled" : this.frame.status;
  }

  get github(): Record<string, Value> {
    return {
      ...githubContext(this.request, this.workflowName),
      event_path: this.eventPath,
      job: this.plan.id,
      token: this.token,
      workspace: this.sandbox.workspace,
    };
  }

  get workflowName(): string {
    return this.workflow.name ?? this.request.workflowPath;
  }

  scope(frame: Frame = this.frame, env: Record<string, string> = {}): Scope {
    const { definition, index, total, matrix } = this.plan;
    const github = {
      ...this.github,
      ...(frame.actionPath === undefined ? {} : { action_path: frame.actionPath }),
    };
    return {
      contexts: {
        ...this.runContexts,
        github,
        inputs: frame.inputs,
        env: { ...this.env, ...frame.env, ...env },
        secrets: { GITHUB_TOKEN: this.token, ...this.request.secrets },
        steps: frame.steps,
        needs: toValue(this.needs),
        matrix,
        strategy: {
          "fail-fast": toText(toValue(definition.strategy?.["fail-fast"] ?? true)) === "true",
          "job-index": index,
          "job-total": total,
        },
        job: { status: this.status },
        runner: this.runner,
      },
      status: () => (this.cancelled ? "cancelled" : frame.status),
      hashFiles: (patterns) => hashFiles(this.sandbox.workspace, patterns),
    };
  }

  get runner(): Record<string, string> {
    return {
      name: "GitHub Actions 1",
      os: process.platform === "darwin" ? "macOS" : "Linux",
      arch: process.arch === "arm64" ? "ARM64" : "X64",
      temp: this.sandbox.temp,
      tool_cache: this.sandbox.tools,
      environment: "github-hosted",
    };
  }

  /** The variables of every program of the job: nothing of our own environment but the search path. */
  get baseEnvironment(): Record<string, string> {
    const own = (prefix: string, values: Record<string, Value>, names: string[]) =>
      names.map((name) => [`${prefix}_${name.toUpperCase()}`, toText(values[name] ?? null)] as const);
    const search = [...this.paths].reverse().concat(dirname(process.execPath), process.env["PATH"] ?? "");
    const oidc = this.request.oidc;
    return {
      PATH: search.join(":"),
      HOME: this.sandbox.home,
      LANG: "C.UTF-8",
      CI: "true",
      GITHUB_ACTIONS: "true",
      ...Object.fromEntries(own("GITHUB", this.github, GITHUB_NAMES)),
      ...Object.fromEntries(own("RUNNER", this.runner, Object.keys(this.runner))),
      RUNNER_WORKSPACE: dirname(this.sandbox.workspace),
      ...(this.permissions["id-token"] === "write"
        ? { ACTIONS_ID_TOKEN_REQUEST_URL: oidc.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: oidc.token }
        : {}),
    };
  }
}

const GITHUB_NAMES = [
  "actor",
  "api_url",
  "base_ref",
  "event_name",
  "event_path",
  "graphql_url",
  "head_ref",
  "job",
  "ref",
  "ref_name",
  "ref_type",
  "repository",
  "repository_owner",
  "run_attempt",
  "run_id",
  "run_number",
  "server_url",
  "sha",
  "triggering_actor",
  "workflow",
  "workflow_ref",
  "workflow_sha",
  "workspace",
];
