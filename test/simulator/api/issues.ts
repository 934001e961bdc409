/** Issues, labels, assignees, locks, search. */
import {
  HttpError,
  invalid,
  noContent,
  notFound,
  number,
  ok,
  optionalText,
  paged,
  strings,
  text,
} from "../router.js";
import type { Call, Reply, Route } from "../router.js";
import { emitIssue, emitLabel, find, openIssue, setIssueState } from "../changes/issues.js";
import { setPullState } from "../changes/pulls.js";
import type { Issue, Pull } from "../records.js";
import { ensureLabel, isPull, issueJson, labelJson } from "../shape/issue.js";
import { stamp } from "../world.js";

const base = "/repos/{owner}/{repo}";
const write = ["issues:write", "pull_requests:write"];
const read = ["issues:read", "pull_requests:read"];

export function issueOf(call: Call): Issue | Pull {
  const asked = number(call, "issue_number");
  const found = find(call.repo, asked);
  if (found !== undefined) return found;
  const gone = call.repo.goneIssues.get(asked);
  if (gone === undefined) throw notFound();
  // docs: Get an issue. Deleted: 410; moved: 301, which clients follow.
  if (gone === "deleted") throw new HttpError(410, "This issue was deleted");
  throw new HttpError(301, "Moved Permanently", undefined, { location: `${call.world.apiUrl}${gone}` });
}

/** A label may be given as its name or as an object with it. */
function labelNames(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.map((one: unknown) =>
    typeof one === "object" && one !== null && "name" in one ? String(one.name) : String(one),
  );
}

/** 422 as GitHub words it, for the first thing it does not take. */
function refuse(call: Call, given: { title: string; labels: string[]; assignees: string[] }): void {
  const { world, repo } = call;
  const fail = (error: Record<string, unknown>) => invalid("Validation Failed", [error]);
  if (given.title.length > 256)
    throw fail({
      resource: "Issue",
      code: "custom",
      field: "title",
      message: "title is too long (maximum is 256 characters)",
    });
  if (given.labels.some((label) => label.length > 50))
    throw fail({
      resource: "Label",
      code: "custom",
      field: "name",
      message: "name is too long (maximum is 50 characters)",
    });
  for (const value of given.assignees)
    if (world.permissionOf(repo, value) === "none")
      throw fail({ value, resource: "Issue", field: "assignees", code: "invalid" });
}

function create(call: Call): Reply {
  const { world, repo, actor } = call;
  const title = text(call, "title");
  if (title.trim() === "")
    throw invalid("Validation Failed", [{ resource: "Issue", code: "missing_field", field: "title" }]);
  const given = {
    title,
    body: optionalText(call, "body") ?? null,
    labels: labelNames(call.body["labels"]),
    assignees: strings(call.body["assignees"]) ?? [],
  };
  if ((given.body ?? "").length > 65_536)
    throw invalid("Validation Failed", [
      {
        resource: "Issue",
        code: "custom",
        field: "body",
        message: "body is too long (maximum is 65536 characters)",
      },
    ]);
  refuse(call, given);
  const issue = openIssue(world, repo, given, actor);
  world.effect(actor, "issue", repo, {
    number: issue.number,
    title: issue.title,
    body: issue.body,
    labels: [...issue.labels],
  });
  return ok(issueJson(world, repo, issue), 201);
}

async function update(call: Call): Promise<Reply> {
  const { world, repo, actor, body } = call;
  const issue = issueOf(call);
  const changes: Record<string, unknown> = {};
  const title = optionalText(call, "title");
  if (title !== undefined && title !== issue.title) changes["title"] = { from: issue.title };
  if (title !== undefined) issue.title = title;
  if ("body" in body && body["body"] !== issue.body) {
    changes["body"] = { from: issue.body ?? "" };
    issue.body = optionalText(call, "body") ?? null;
  }
  if ("labels" in body) setLabels(call, issue, labelNames(body["labels"]));
  if ("assignees" in body) issue.assignees = strings(body["assignees"]) ?? [];
  issue.updatedAt = world.now();
  if (Object.keys(changes).length > 0) {
    world.effect(actor, "issue-edited", repo, { number: issue.number, title: issue.title, body: issue.body });
    emitIssue(world, repo, issue, "edited", actor.login, { changes });
  }
  const state = optionalText(call, "state");
  if (state === "open" || state === "closed") {
    if (state !== issue.state)
      world.effect(actor, state === "closed" ? "close" : "reopen", repo, {
        number: issue.number,
        reason: optionalText(call, "state_reason") ?? null,
      });
    if (isPull(issue)) await setPullState(world, repo, issue, state, actor);
    else setIssueState(world, repo, issue, state, optionalText(call, "state_reason") ?? null, actor);
  }
  return ok(issueJson(world, repo, issue));
}

function setLabels(call: Call, issue: Issue | Pull, names: string[]): void {
  const { world, repo, actor } = call;
  const before = new Set(issue.labels);
  issue.labels = [...new Set(names)];
  const added = issue.labels.filter((name) => !before.has(name));
  const removed = [...before].filter((name) => !issue.labels.includes(name));
  for (const name of added) emitLabel(world, repo, issue, "labeled", name, actor.login);
  for (const name of removed) emitLabel(world, repo, issue, "unlabeled", name, actor.login);
  if (added.length + removed.length > 0) {
    issue.updatedAt = world.now();
    world.effect(actor, "label", repo, { number: issue.number, added, removed });
  }
}

function labelsReply(call: Call, issue: Issue | Pull): Reply {
  const { world, repo } = call;
  return ok(issue.labels.map((name) => labelJson(world, repo, ensureLabel(world, repo, name))));
}

function list(call: Call): Reply {
  const { repo, query } = call;
  const state = query.get("state") ?? "open";
  const labels = (query.get("labels") ?? "").split(",").filter((label) => label !== "");
  const creator = query.get("creator");
  const since = query.get("since");
  const all: (Issue | Pull)[] = [...repo.issues.values(), ...repo.pulls.values()];
  const found = all
    .filter((issue) => state === "all" || issue.state === state)
    .filter((issue) =>
      labels.every((label) => issue.labels.some((has) => has.toLowerCase() === label.toLowerCase())),
    )
    .filter((issue) => creator === null || issue.author.toLowerCase() === creator.toLowerCase())
    .filter((issue) => since === null || issue.updatedAt >= new Date(since));
  const key = query.get("sort") === "updated" ? "updatedAt" : "createdAt";
  const up = query.get("direction") === "asc" ? 1 : -1;
  found.sort((a, b) => up * (a[key].getTime() - b[key].getTime() || a.number - b.number));
  return paged(call, found, (issue) => issueJson(call.world, repo, issue));
}

interface Term {
  not: boolean;
  /** Before the colon; empty for a word. */
  key: string;
  value: string;
}

/** Splits at spaces outside of quotes; `-` negates, `key:value` filters. */
function splitQuery(q: string): Term[] {
  const parts: string[] = [];
  for (const [index, piece] of q.split('"').entries())
    if (index % 2 === 0) {
      const [first = "", ...rest] = piece.split(" ");
      parts.push((parts.pop() ?? "") + first, ...rest);
    } else parts.push(`${parts.pop() ?? ""}${piece}`);
  return parts
    .filter((part) => part !== "")
    .map((part) => {
      const not = part.startsWith("-");
      const text = not ? part.slice(1) : part;
      const colon = text.indexOf(":");
      const key = /^[a-z]+$/.test(text.slice(0, Math.max(0, colon))) ? text.slice(0, colon) : "";
      return { not, key, value: (key === "" ? text : text.slice(colon + 1)).toLowerCase() };
    });
}

/** `q` with `repo: is: state: label: author: in:` and words; the index may lag (option `searchLagMs`). */
function search(call: Call): Reply {
  const { world, query, actor } = call;
  const q = query.get("q");
  if (q === null) throw invalid("Validation Failed", [{ resource: "Search", field: "q", code: "missing" }]);
  const terms = splitQuery(q);
  const known = world.now().getTime() - (world.options.searchLagMs ?? 0);
  const found: { repo: Call["repo"]; issue: Issue | Pull }[] = [];
  for (const repo of world.repositories.values()) {
    if (actor.repositories !== null && !actor.repositories.includes(repo.id)) continue;
    for (const issue of [...repo.issues.values(), ...repo.pulls.values()]) {
      if (issue.createdAt.getTime() > known) continue;
      const fits = terms.every(({ not, key, value }) => not !== fitsTerm(repo.fullName, issue, key, value));
      if (fits) found.push({ repo, issue });
    }
  }
  const { items, headers } = pageOf(call, found.reverse());
  return {
    status: 200,
    headers,
    body: {
      total_count: found.length,
      incomplete_results: false,
      search_type: "lexical",
      items: items.map(({ repo, issue }) => ({ ...issueJson(world, repo, issue), score: 1 })),
    },
  };
}

function pageOf<T>(call: Call, items: T[]): { items: T[]; headers: Record<string, string> } {
  const reply = paged(call, items, (item) => item);
  return { items: reply.body as T[], headers: reply.headers ?? {} };
}

function fitsTerm(fullName: string, issue: Issue | Pull, key: string, value: string): boolean {
  switch (key) {
    case "repo":
      return fullName.toLowerCase() === value;
    case "org":
    case "user":
      return fullName.toLowerCase().startsWith(`${value}/`);
    case "is":
    case "type":
    case "state":
      if (value === "issue") return !isPull(issue);
      if (value === "pr" || value === "pull-request") return isPull(issue);
      if (value === "merged") return isPull(issue) && issue.merged;
      return issue.state === value;
    case "label":
      return issue.labels.some((label) => label.toLowerCase() === value);
    case "author":
      return issue.author.toLowerCase() === value.replace(/^app\/(.*)$/, "$1[bot]");
    case "in":
    case "sort":
      return true;
    case "head":
      return isPull(issue) && issue.head.ref.toLowerCase() === value;
    case "created":
    case "updated":
      return stamp(key === "created" ? issue.createdAt : issue.updatedAt) >= value.replace(/^>=?/, "");
    default:
      return `${issue.title}\n${issue.body ?? ""}`
        .toLowerCase()
        .includes(key === "" ? value : `${key}:${value}`);
  }
}

const issue = `${base}/issues/{issue_number}`;
export const issueRoutes: Route[] = [
  { method: "GET", path: `${base}/issues`, need: read, handle: list },
  { method: "POST", path: `${base}/issues`, need: "issues:write", handle: create },
  {
    method: "GET",
    path: issue,
    need: read,
    handle: (call) => ok(issueJson(call.world, call.repo, issueOf(call))),
  },
  { method: "PATCH", path: issue, need: write, handle: update },
  { method: "GET", path: "/search/issues", need: "public", handle: search },
  { method: "GET", path: `${issue}/labels`, need: read, handle: (call) => labelsReply(call, issueOf(call)) },
  {
    method: "POST",
    path: `${issue}/labels`,
    need: write,
    handle: (call) => {
      const one = issueOf(call);
      setLabels(call, one, [...one.labels, ...labelNames(call.body["labels"])]);
      return labelsReply(call, one);
    },
  },
  {
    method: "PUT",
    path: `${issue}/labels`,
    need: write,
    handle: (call) => {
      const one = issueOf(call);
      setLabels(call, one, labelNames(call.body["labels"]));
      return labelsReply(call, one);
    },
  },
  {
    method: "DELETE",
    path: `${issue}/labels/{name}`,
    need: write,
    handle: (call) => {
      const one = issueOf(call);
      const name = call.params["name"] ?? "";
      if (!one.labels.includes(name)) throw new HttpError(404, "Label does not exist");
      setLabels(
        call,
        one,
        one.labels.filter((label) => label !== name),
      );
      return labelsReply(call, one);
    },
  },
  {
    method: "GET",
    path: `${base}/labels`,
    need: read,
    handle: (call) =>
      paged(call, [...call.repo.labels.values()], (label) => labelJson(call.world, call.repo, label)),
  },
  {
    method: "GET",
    path: `${base}/labels/{name}`,
    need: read,
    handle: (call) => {
      const label = call.repo.labels.get((call.params["name"] ?? "").toLowerCase());
      if (label === undefined) throw notFound();
      return ok(labelJson(call.world, call.repo, label));
    },
  },
  {
    method: "POST",
    path: `${base}/labels`,
    need: write,
    handle: (call) => {
      const name = text(call, "name");
      if (call.repo.labels.has(name.toLowerCase()))
        throw invalid("Validation Failed", [{ resource: "Label", code: "already_exists", field: "name" }]);
      const label = ensureLabel(call.world, call.repo, name);
      label.color = optionalText(call, "color") ?? label.color;
      label.description = optionalText(call, "description") ?? null;
      return ok(labelJson(call.world, call.repo, label), 201);
    },
  },
  {
    method: "POST",
    path: `${issue}/assignees`,
    need: write,
    handle: (call) => {
      const one = issueOf(call);
      const names = strings(call.body["assignees"]) ?? [];
      one.assignees = [...new Set([...one.assignees, ...names])].slice(0, 10);
      call.world.effect(call.actor, "assign", call.repo, { number: one.number, assignees: names });
      return ok(issueJson(call.world, call.repo, one), 201);
    },
  },
  {
    method: "DELETE",
    path: `${issue}/assignees`,
    need: write,
    handle: (call) => {
      const one = issueOf(call);
      const names = strings(call.body["assignees"]) ?? [];
      one.assignees = one.assignees.filter((name) => !names.includes(name));
      return ok(issueJson(call.world, call.repo, one));
    },
  },
  {
    method: "PUT",
    path: `${issue}/lock`,
    need: write,
    handle: (call) => {
      issueOf(call).locked = true;
      call.world.effect(call.actor, "lock", call.repo, {
        number: number(call, "issue_number"),
        locked: true,
      });
      return noContent;
    },
  },
  {
    method: "DELETE",
    path: `${issue}/lock`,
    need: write,
    handle: (call) => {
      issueOf(call).locked = false;
      call.world.effect(call.actor, "lock", call.repo, {
        number: number(call, "issue_number"),
        locked: false,
      });
      return noContent;
    },
  },
];
