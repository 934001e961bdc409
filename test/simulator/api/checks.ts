/** Check runs and suites. */
import { counted, notFound, number, ok, optionalText, paged, text } from "../router.js";
import type { Call, Reply, Route } from "../router.js";
import type { CheckAnnotation, CheckRun, CheckSuite } from "../records.js";
import { checkRunJson, checkSuiteJson } from "../shape/check.js";
import { commitOf } from "./commits.js";

const base = "/repos/{owner}/{repo}";

function checkOf(call: Call): CheckRun {
  const id = number(call, "check_run_id");
  const found = call.repo.checkRuns.find((one) => one.id === id);
  if (found === undefined) throw notFound();
  return found;
}

function suiteFor(call: Call, sha: string): CheckSuite {
  const { world, repo } = call;
  const app = call.actor.kind === "job" ? "github-actions" : world.app.slug;
  const known = repo.checkSuites.find((one) => one.sha === sha && one.app === app);
  if (known !== undefined) return known;
  const made: CheckSuite = { id: world.longId(), sha, branch: null, app, createdAt: world.now() };
  repo.checkSuites.push(made);
  return made;
}

function date(call: Call, name: string): Date | undefined {
  const value = optionalText(call, name);
  return value === undefined ? undefined : new Date(value);
}

function apply(call: Call, check: CheckRun): void {
  const { world } = call;
  const conclusion = optionalText(call, "conclusion");
  const status = optionalText(call, "status");
  check.name = optionalText(call, "name") ?? check.name;
  if (status === "queued" || status === "in_progress" || status === "completed") check.status = status;
  check.detailsUrl = optionalText(call, "details_url") ?? check.detailsUrl;
  check.externalId = optionalText(call, "external_id") ?? check.externalId;
  check.startedAt = date(call, "started_at") ?? check.startedAt ?? world.now();
  if (conclusion !== undefined) {
    check.status = "completed";
    check.conclusion = conclusion;
  }
  if (check.status === "completed") check.completedAt = date(call, "completed_at") ?? world.now();
  const actions = call.body["actions"] as CheckRun["actions"] | undefined;
  if (actions !== undefined) check.actions = actions;
  const output = call.body["output"] as
    | { title?: string; summary?: string; text?: string; annotations?: Partial<CheckAnnotation>[] }
    | undefined;
  if (output === undefined) return;
  check.output = {
    title: output.title ?? check.output.title,
    summary: output.summary ?? check.output.summary,
    text: output.text ?? check.output.text,
  };
  for (const given of output.annotations ?? [])
    check.annotations.push({
      path: given.path ?? "",
      start_line: given.start_line ?? 1,
      end_line: given.end_line ?? 1,
      start_column: given.start_column ?? null,
      end_column: given.end_column ?? null,
      annotation_level: given.annotation_level ?? "notice",
      message: given.message ?? "",
      title: given.title ?? null,
      raw_details: given.raw_details ?? null,
    });
}

async function create(call: Call): Promise<Reply> {
  const { world, repo, actor } = call;
  const { sha } = await commitOf(call, text(call, "head_sha"));
  const suite = suiteFor(call, sha);
  const check: CheckRun = {
    id: world.longId(),
    sha,
    name: text(call, "name"),
    status: "queued",
    conclusion: null,
    startedAt: null,
    completedAt: null,
    externalId: null,
    detailsUrl: null,
    output: { title: null, summary: null, text: null },
    annotations: [],
    actions: [],
    suiteId: suite.id,
    app: suite.app,
  };
  apply(call, check);
  repo.checkRuns.push(check);
  world.effect(actor, "check", repo, { id: check.id, name: check.name, sha, conclusion: check.conclusion });
  return ok(checkRunJson(world, repo, check), 201);
}

function listed(call: Call, checks: CheckRun[]): Reply {
  const name = call.query.get("check_name");
  const status = call.query.get("status");
  const newest = new Map<string, CheckRun>();
  const latestOnly = call.query.get("filter") !== "all";
  for (const check of checks)
    newest.set(latestOnly ? `${check.suiteId} ${check.name}` : String(check.id), check);
  const found = [...newest.values()]
    .filter((check) => name === null || check.name === name)
    .filter((check) => status === null || check.status === status);
  return counted(call, "check_runs", found, (check) => checkRunJson(call.world, call.repo, check));
}

export const checkRoutes: Route[] = [
  { method: "POST", path: `${base}/check-runs`, need: "checks:write", handle: create },
  {
    method: "GET",
    path: `${base}/check-runs/{check_run_id}`,
    need: "checks:read",
    handle: (call) => ok(checkRunJson(call.world, call.repo, checkOf(call))),
  },
  {
    method: "PATCH",
    path: `${base}/check-runs/{check_run_id}`,
    need: "checks:write",
    handle: (call) => {
      const check = checkOf(call);
      apply(call, check);
      call.world.effect(call.actor, "check-edited", call.repo, {
        id: check.id,
        name: check.name,
        conclusion: check.conclusion,
      });
      return ok(checkRunJson(call.world, call.repo, check));
    },
  },
  {
    method: "GET",
    path: `${base}/check-runs/{check_run_id}/annotations`,
    need: "checks:read",
    handle: (call) => {
      const check = checkOf(call);
      const html = `${call.world.url}/${call.repo.fullName}/blob/${check.sha}`;
      return paged(call, check.annotations, (one) => ({
        start_column: null,
        end_column: null,
        ...one,
        blob_href: `${html}/${one.path}`,
      }));
    },
  },
  {
    method: "GET",
    path: `${base}/commits/{ref+}/check-runs`,
    need: "checks:read",
    handle: async (call) => {
      const { sha } = await commitOf(call, call.params["ref"] ?? "");
      return listed(
        call,
        call.repo.checkRuns.filter((one) => one.sha === sha),
      );
    },
  },
  {
    method: "GET",
    path: `${base}/commits/{ref+}/check-suites`,
    need: "checks:read",
    handle: async (call) => {
      const { sha } = await commitOf(call, call.params["ref"] ?? "");
      const suites = call.repo.checkSuites.filter((one) => one.sha === sha);
      const shaped = await Promise.all(suites.map((one) => checkSuiteJson(call.world, call.repo, one)));
      return counted(call, "check_suites", shaped, (one) => one);
    },
  },
  {
    method: "GET",
    path: `${base}/check-suites/{check_suite_id}`,
    need: "checks:read",
    handle: async (call) => {
      const id = number(call, "check_suite_id");
      const found = call.repo.checkSuites.find((one) => one.id === id);
      if (found === undefined) throw notFound();
      return ok(await checkSuiteJson(call.world, call.repo, found));
    },
  },
  {
    method: "GET",
    path: `${base}/check-suites/{check_suite_id}/check-runs`,
    need: "checks:read",
    handle: (call) => {
      const id = number(call, "check_suite_id");
      return listed(
        call,
        call.repo.checkRuns.filter((one) => one.suiteId === id),
      );
    },
  },
];
