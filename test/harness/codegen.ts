import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { githubClient, type GithubOptions } from "./codegen-github.js";

/** Codegen as its contract describes it, with scripted agents that work on the simulator's GitHub over REST. */
export interface CodegenServer {
  url: string;
  token: string;
  orgId: string;
  /** What the next runs do, until another script is given. */
  script(handler: Script): void;
  /** Repositories that are onboarded; default: every one asked for by a run's prompt (`Repository: owner/name`). */
  onboard(repositories: { id: number; fullName: string }[]): void;
  readonly runs: readonly Run[];
  /** Requests as `METHOD path`, in order. */
  readonly requests: readonly string[];
  /** Resolves when no agent works any more. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

export interface Run {
  id: number;
  status: string;
  prompt: string;
  repository: string | null;
  metadata: Record<string, unknown> | null;
  pullRequests: { id: number; title: string; url: string; created_at: string; head_branch_name: string }[];
  summary: string | null;
  /** Prompts of `resume`. */
  messages: string[];
  removedFromPr: boolean;
}

export interface Work {
  run: Run;
  github: ReturnType<typeof githubClient>;
  /** Branch and base the prompt asks for. */
  branch: string;
  base: string;
}

/** `http`: what the server answers in place of a run; `agent`: what the agent does. A thrown error fails the run. */
export interface Script {
  http?: (request: {
    method: string;
    path: string;
  }) => { status: number; body: unknown; drop?: "before" | "after" } | null;
  agent?: (work: Work) => Promise<void>;
}

// The request bodies of the contract: what it does not know is refused, so that a typo in the client fails a test.
const createRun = z.strictObject({
  prompt: z.string().min(1),
  images: z.array(z.string()).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  repo_id: z.number().int().optional(),
  model: z.string().optional(),
  agent_type: z.enum(["codegen", "claude_code"]).optional(),
});
const resumeRun = z.strictObject({
  agent_run_id: z.number().int(),
  prompt: z.string(),
  images: z.array(z.string()).optional(),
});
const ban = z.strictObject({
  agent_run_id: z.number().int(),
  before_card_order_id: z.string().optional(),
  after_card_order_id: z.string().optional(),
});
const paging = z.object({
  skip: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(100).default(100),
});

export async function startCodegen(options: {
  github: GithubOptions;
  token?: string;
}): Promise<CodegenServer> {
  const token = "cg-0123456789abcdef0123456789abcdef";
  const orgId = "42";
  const github = githubClient({ ...options.github, token: options.token ?? options.github.token });
  const runs: Run[] = [];
  const requests: string[] = [];
  const working = new Set<Promise<void>>();
  let script: Script = {};
  let repositories: { id: number; fullName: string }[] = [];

  const shown = (run: Run) => ({
    id: run.id,
    organization_id: Number(orgId),
    status: run.status,
    created_at: new Date(0).toISOString(),
    // The vendor's page; here one of the mock's own, so that the link opens.
    web_url: `${address()}/agent/trace/${run.id}`,
    result: null,
    summary: run.summary,
    source_type: "API",
    github_pull_requests: run.pullRequests,
    metadata: run.metadata,
  });
  const pageOf = (items: unknown[], { skip, limit }: z.infer<typeof paging>) => ({
    items: items.slice(skip, skip + limit),
    total: items.length,
    page: Math.floor(skip / limit) + 1,
    size: limit,
    pages: Math.ceil(items.length / limit),
  });
  const create = (body: z.infer<typeof createRun>): Run => {
    const named = /^Repository: (\S+)$/m.exec(body.prompt)?.[1] ?? null;
    const run: Run = {
      id: 1000 + runs.length,
      status: "ACTIVE",
      prompt: body.prompt,
      repository: repositories.find((r) => r.id === body.repo_id)?.fullName ?? named,
      metadata: body.metadata ?? null,
      pullRequests: [],
      summary: null,
      messages: [],
      removedFromPr: false,
    };
    runs.unshift(run);
    const agent = script.agent;
    if (agent) {
      const branch = /^Branch: (\S+)$/m.exec(body.prompt)?.[1] ?? `codegen-bot/fix-${run.id}`;
      const base = /^Base branch: (\S+)$/m.exec(body.prompt)?.[1] ?? "main";
      const work = agent({ run, github, branch, base }).then(
        () => {
          if (run.status === "ACTIVE") run.status = "COMPLETE";
        },
        (error: unknown) => {
          run.status = "FAILED";
          run.summary = String(error);
        },
      );
      working.add(work);
      void work.finally(() => working.delete(work));
    }
    return run;
  };
  const runOf = (id: unknown): Run => {
    const run = runs.find((r) => r.id === Number(id));
    if (!run) throw new Answer(404, { message: "Agent run not found", status_code: 404 });
    return run;
  };

  const route = (method: string, url: URL, body: unknown): unknown => {
    const path = url.pathname;
    const query = () => parse(paging, Object.fromEntries(url.searchParams));
    if (method === "GET" && path === "/v1/users/me")
      return {
        id: 7,
        email: null,
        github_user_id: "7",
        github_username: "heal",
        avatar_url: null,
        full_name: null,
      };
    if (method === "GET" && path === "/v1/organizations")
      return pageOf(
        [
          {
            id: Number(orgId),
            name: "acme",
            settings: { enable_pr_creation: true, enable_rules_detection: true },
          },
        ],
        query(),
      );
    const org = /^\/v1\/organizations\/(\d+)\/(.+)$/.exec(path);
    if (org?.[1] !== orgId)
      throw new Answer(403, { message: "User does not belong to this organization", status_code: 403 });
    const rest = `${method} ${org[2] ?? ""}`;
    if (rest === "GET repos")
      return pageOf(
        repositories.map((r) => ({
          id: r.id,
          name: r.fullName.split("/")[1],
          full_name: r.fullName,
          description: null,
          github_id: String(r.id + 500),
          organization_id: Number(orgId),
          visibility: "private",
          archived: false,
          setup_status: "COMPLETED",
          language: null,
        })),
        query(),
      );
    if (rest === "POST agent/run") return shown(create(parse(createRun, body)));
    if (rest === "GET agent/runs") return pageOf(runs.map(shown), query());
    if (rest === "POST agent/run/resume") {
      const said = parse(resumeRun, body);
      const run = runOf(said.agent_run_id);
      run.messages.push(said.prompt);
      return shown(run);
    }
    if (
      rest === "POST agent/run/remove-from-pr" ||
      rest === "POST agent/run/ban" ||
      rest === "POST agent/run/unban"
    ) {
      const run = runOf(parse(ban, body).agent_run_id);
      run.removedFromPr = rest.endsWith("remove-from-pr");
      run.status = run.removedFromPr ? "STOPPED" : run.status;
      return {};
    }
    const one = /^GET agent\/run\/(\d+)$/.exec(rest);
    if (one) return shown(runOf(one[1]));
    throw new Answer(404, { detail: "Not Found" });
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://codegen.local");
    const method = request.method ?? "GET";
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    requests.push(`${method} ${url.pathname}${url.search}`);
    const faulty = script.http?.({ method, path: url.pathname }) ?? null;
    let status = 200;
    let answer: unknown;
    try {
      if (request.headers.authorization !== `Bearer ${token}`)
        throw new Answer(401, { message: "Invalid token", status_code: 401 });
      if (faulty && faulty.drop !== "after") throw new Answer(faulty.status, faulty.body);
      answer = route(
        method,
        url,
        chunks.length ? JSON.parse(Buffer.concat(chunks).toString("utf8")) : undefined,
      );
      if (faulty) throw new Answer(faulty.status, faulty.body);
    } catch (error) {
      if (!(error instanceof Answer)) throw error;
      ({ status, body: answer } = error);
    }
    if (faulty?.drop) {
      request.socket.destroy();
      return;
    }
    const text = typeof answer === "string" ? answer : JSON.stringify(answer);
    response.writeHead(status, {
      "content-type": "application/json",
      ...(status === 302 && { location: "http://127.0.0.1:1/" }),
    });
    response.end(text);
  };
  const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const server = createServer((request, response) => {
    const trace = /^\/agent\/trace\/(\d+)$/.exec(request.url ?? "")?.[1];
    if (trace !== undefined) {
      response.setHeader("content-type", "text/plain; charset=utf-8");
      response.end(`Run ${trace}: ${runs.find((run) => run.id === Number(trace))?.status ?? "unknown"}\n`);
      return;
    }
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(JSON.stringify({ message: String(error), status_code: 500 }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: address(),
    token,
    orgId,
    script: (handler) => (script = handler),
    onboard: (list) => (repositories = list),
    runs,
    requests,
    quiet: async () => {
      while (working.size > 0) await Promise.all(working);
    },
    close: async () => {
      await Promise.all(working);
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

class Answer extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
  ) {
    super(`answer ${status}`);
  }
}

function parse<T>(shape: z.ZodType<T>, value: unknown): T {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  throw new Answer(422, {
    detail: read.error.issues.map((i) => ({ loc: ["body", ...i.path], msg: i.message, type: i.code })),
  });
}

export * from "./codegen-scripts.js";
