import { HealError, reasonOf } from "../../core/errors.js";
import { redact } from "../../core/redact.js";
import { clip } from "../../core/text.js";
import { agentRun, anything, page, user, type AgentRun } from "./codegen/contract.js";
import { createHttp, type Http } from "./codegen/http.js";
import { repositoryIds } from "./codegen/repositories.js";
import { stateOf } from "./codegen/states.js";
import { isFinal, type AgentRef, type AgentState, type CodingAgent, type Delivered } from "./port.js";
import { AgentRefusal, unavailable } from "./refusal.js";

export interface CodegenOptions {
  /** `https://api.codegen.com`; plain http only on loopback. */
  baseUrl: string;
  token: string;
  orgId: string | number;
  /** Milliseconds, for the create limit and deadlines. */
  now: () => number;
  fetch?: typeof fetch;
  timeoutMs?: number;
  maxBytes?: number;
  retryDelayMs?: number;
}

/** The vendor's limit: 10 new runs a minute. */
const CREATES = 10;
const MINUTE_MS = 60_000;
const PAGE = 100;
/** 2,000 runs back: more than a day at the create limit of one heal that is busy all day. */
const MAX_PAGES = 20;
const MAX_SUMMARY = 2_000;

/** Codegen's hosted agent: it opens a pull request of its own, which heal checks like anyone's. */
export function codegen(options: CodegenOptions): CodingAgent {
  const http = createHttp({
    baseUrl: safeBase(options.baseUrl),
    token: options.token,
    fetch: options.fetch ?? fetch,
    timeoutMs: options.timeoutMs ?? 30_000,
    maxBytes: options.maxBytes ?? 4_000_000,
    retryDelayMs: options.retryDelayMs ?? 500,
  });
  const org = `/v1/organizations/${encodeURIComponent(String(options.orgId))}`;
  const repositoryId = repositoryIds(http, org);
  const mayCreate = perMinute(options.now);
  const read = (ref: AgentRef) => http.get(`${org}/agent/run/${encodeURIComponent(ref.id)}`, agentRun);

  return {
    name: "codegen",
    // The vendor's App is github.com/apps/codegen-sh.
    accounts: ["codegen-sh[bot]"],
    capabilities: {
      delivers: "pr",
      resumable: true,
      cancellable: true,
      structuredOutput: false,
      budget: false,
      pushSignals: false,
      needsUserToken: false,
      runsIn: "vendor",
    },

    async probe() {
      try {
        await http.get("/v1/users/me", user);
        return { ready: true };
      } catch (error) {
        return { ready: false, reason: reasonOf(error) };
      }
    },

    async start(task, key) {
      const refOf = (run: AgentRun): AgentRef => ({
        id: String(run.id),
        repository: task.repository.fullName,
        url: pageUrl(run.web_url),
        deadline: task.deadline.toISOString(),
      });
      // The API has no idempotency key: a run created before a crash is found again by what was stored with it.
      const earlier = await findByKey(http, org, key);
      if (earlier) return refOf(earlier);
      const repo_id = await repositoryId(task.repository);
      mayCreate();
      try {
        const body = { prompt: task.prompt, repo_id, metadata: { heal_key: key } };
        return refOf(await http.post(`${org}/agent/run`, body, agentRun));
      } catch (error) {
        // The answer was lost or unreadable, so the run may exist: only looking tells.
        const unclear =
          error instanceof AgentRefusal
            ? error.kind === "bad_response"
            : error instanceof HealError && error.retryAfterMs === undefined;
        const created = unclear ? await findByKey(http, org, key) : null;
        if (created) return refOf(created);
        throw error;
      }
    },

    async get(ref) {
      try {
        const run = await read(ref);
        return { ...standing(run, ref, options.now()), url: pageUrl(run.web_url) };
      } catch (error) {
        if (error instanceof AgentRefusal && error.kind === "not_onboarded")
          return { state: "lost", raw: "not found", url: ref.url };
        throw error;
      }
    },

    async message(ref, text) {
      await http.post(`${org}/agent/run/resume`, { agent_run_id: Number(ref.id), prompt: text }, agentRun);
    },

    async cancel(ref) {
      // There is no cancel: what can be stopped is an agent's work on its pull request.
      if ((await read(ref)).github_pull_requests?.length) {
        await http.post(`${org}/agent/run/remove-from-pr`, { agent_run_id: Number(ref.id) }, anything);
        return "cancelled";
      }
      return "untracked";
    },

    collect: async (ref) => delivered(await read(ref), ref),
  };
}

function standing(run: AgentRun, ref: AgentRef, now: number): { state: AgentState; raw: string } {
  const state = stateOf(run.status);
  const late = !isFinal(state) && now >= Date.parse(ref.deadline);
  return { state: late ? "timed_out" : state, raw: clip(redact(run.status ?? ""), 60) };
}

async function findByKey(http: Http, org: string, key: string): Promise<AgentRun | null> {
  for (let n = 0; n < MAX_PAGES; n += 1) {
    const path = `${org}/agent/runs?source_type=API&skip=${n * PAGE}&limit=${PAGE}`;
    const { items } = await http.get(path, page(agentRun));
    const found = items.find((run) => run.metadata?.heal_key === key);
    if (found) return found;
    if (items.length < PAGE) break;
  }
  return null;
}

/** Pull requests in the run's own repository; one anywhere else is none of ours. */
function delivered(run: AgentRun, ref: AgentRef): Delivered {
  const own = (run.github_pull_requests ?? [])
    .flatMap((pull) => {
      // `id` is the vendor's own; the number is only in the address.
      const match = /^https?:\/\/[\w.:-]{1,255}\/([\w.-]{1,100}\/[\w.-]{1,100})\/pull\/(\d{1,9})$/.exec(
        pull.url ?? "",
      );
      if (match?.[1]?.toLowerCase() !== ref.repository.toLowerCase()) return [];
      return [{ number: Number(match[2]), url: match[0], branch: pull.head_branch_name ?? null }];
    })
    .sort((a, b) => b.number - a.number);
  const summary = run.summary ?? run.result ?? "";
  return { pullRequests: own.slice(0, 10), summary: clip(redact(summary), MAX_SUMMARY) };
}

/** Refuses the eleventh run of a minute before it is asked for. */
function perMinute(now: () => number): () => void {
  let created: number[] = [];
  return () => {
    created = created.filter((at) => at > now() - MINUTE_MS);
    if (created.length >= CREATES)
      throw unavailable(`Codegen takes ${CREATES} runs a minute`, (created[0] ?? 0) + MINUTE_MS - now());
    created.push(now());
  };
}

const pageUrl = (url: string | null | undefined): string | null =>
  url && url.length <= 2_000 && /^https?:\/\/[^\s<>"']+$/.test(url) ? url : null;

function safeBase(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const loopback = url !== null && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (!url || (url.protocol !== "https:" && !(url.protocol === "http:" && loopback)) || url.username !== "")
    throw new HealError("HEAL_SETTING_INVALID", "HEAL_CODEGEN_URL must be https, without a user name in it");
  return url.href.replace(/\/$/, "");
}
