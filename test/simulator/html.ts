/** Small readable pages behind the links that heal prints; everything from outside is escaped. */
import { commitInfo, git, readFile, resolve } from "./git.js";
import { emptyTree } from "./shape/commit.js";
import { commentsOf } from "./shape/issue.js";
import { latest } from "./shape/run.js";
import type { Issue, Pull, Repository, Run } from "./records.js";
import { stamp } from "./world.js";
import type { World } from "./world.js";

interface Page {
  status: number;
  body: string;
  type?: string;
}

function esc(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function page(title: string, body: string, status = 200): Page {
  const style =
    "body{font:15px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}pre{background:#f6f8fa;padding:.8rem;overflow:auto;white-space:pre-wrap}article{border:1px solid #d0d7de;border-radius:6px;padding:.2rem 1rem;margin:1rem 0}.failure{color:#cf222e}.success{color:#1a7f37}small{color:#57606a}";
  return {
    status,
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>${esc(title)}</title><style>${style}</style><h1>${esc(title)}</h1>${body}</html>`,
  };
}

function words(text: string | null): string {
  return `<pre>${esc(text ?? "")}</pre>`;
}

function state(text: string | null): string {
  return `<span class="${esc(text ?? "")}">${esc(text ?? "")}</span>`;
}

function issueBody(repository: Repository, issue: Issue | Pull): string {
  const labels = issue.labels.map((label) => `<code>${esc(label)}</code>`).join(" ");
  const comments = commentsOf(repository, issue.number).map(
    (one) =>
      `<article id="issuecomment-${one.id}"><p><b>${esc(one.author)}</b> <small>${stamp(one.createdAt)}</small></p>${words(one.body)}${one.reactions.map((reaction) => `<small>${esc(reaction.content)} by ${esc(reaction.user)}</small>`).join(" ")}</article>`,
  );
  return `<p>${state(issue.state)} by <b>${esc(issue.author)}</b> ${labels}</p><article>${words(issue.body)}</article>${comments.join("")}`;
}

async function pullPage(repository: Repository, pull: Pull): Promise<Page> {
  const diff = await git(repository.gitDir, ["diff", "--no-color", `${pull.base.sha}...${pull.head.sha}`]);
  const reviews = repository.reviews
    .filter((review) => review.pull === pull.number)
    .map((review) => `<article><b>${esc(review.user)}</b> ${review.state}${words(review.body)}</article>`);
  const what = `<p><code>${esc(pull.head.ref)}</code> into <code>${esc(pull.base.ref)}</code>${pull.draft ? " (draft)" : ""}${pull.merged ? " (merged)" : ""}</p>`;
  return page(
    `${pull.title} #${pull.number}`,
    `${what}${issueBody(repository, pull)}${reviews.join("")}<h2>Files</h2>${words(diff)}`,
  );
}

function runPage(run: Run): Page {
  const attempts = [...run.attempts].reverse().map((attempt) => {
    const jobs = attempt.jobs.map((job) => {
      const steps = job.steps.map(
        (step) => `<li>${esc(step.name)}: ${state(step.conclusion ?? step.status)}</li>`,
      );
      const notes = job.annotations.map((one) => `<li>${esc(one.level)}: ${esc(one.message)}</li>`);
      return `<article id="job-${job.id}"><h3>${esc(job.name)}: ${state(job.conclusion ?? job.status)}</h3><ol>${steps.join("")}</ol><ul>${notes.join("")}</ul>${job.summary === "" ? "" : words(job.summary)}<details><summary>log</summary>${words(job.log)}</details></article>`;
    });
    return `<h2>Attempt ${attempt.attempt}: ${state(attempt.conclusion ?? attempt.status)}</h2>${jobs.join("")}`;
  });
  const inputs = Object.entries(run.inputs).map(([name, value]) => `<li>${esc(name)}: ${esc(value)}</li>`);
  return page(
    `${run.workflow.name} #${run.runNumber}`,
    `<p>${esc(run.title)}, ${esc(run.event)} on <code>${esc(run.branch)}</code>, ${run.sha}: ${state(latest(run).conclusion ?? latest(run).status)}</p><ul>${inputs.join("")}</ul>${attempts.join("")}`,
  );
}

function repoPage(world: World, repository: Repository): Page {
  const home = `${world.url}/${repository.fullName}`;
  const list = (items: Iterable<Issue | Pull>, kind: string): string =>
    [...items]
      .map(
        (one) =>
          `<li><a href="${esc(home)}/${kind}/${one.number}">#${one.number} ${esc(one.title)}</a> ${state(one.state)}</li>`,
      )
      .join("");
  const runs = repository.runs.map(
    (run) =>
      `<li><a href="${esc(home)}/actions/runs/${run.id}">${esc(run.workflow.name)} #${run.runNumber}</a> ${state(latest(run).conclusion ?? latest(run).status)}</li>`,
  );
  return page(
    repository.fullName,
    `<h2>Pull requests</h2><ul>${list(repository.pulls.values(), "pull")}</ul><h2>Issues</h2><ul>${list(repository.issues.values(), "issues")}</ul><h2>Runs</h2><ul>${runs.reverse().join("")}</ul>`,
  );
}

async function commitPage(repository: Repository, ref: string): Promise<Page | null> {
  const sha = await resolve(repository.gitDir, ref);
  const commit = sha === null ? null : await commitInfo(repository.gitDir, sha);
  if (commit === null) return null;
  const parent = commit.parents[0] ?? emptyTree;
  const diff = await git(repository.gitDir, ["diff-tree", "-p", "-r", "-M", parent, commit.sha]);
  return page(
    commit.message.split("\n")[0] ?? commit.sha,
    `<p>${esc(commit.author.name)}, ${stamp(commit.author.date)}, ${commit.sha}</p>${words(commit.message)}${words(diff)}`,
  );
}

/** `<ref>/<path>`, where the ref may have slashes: the shortest that exists. */
async function blobPage(repository: Repository, parts: string[], raw: boolean): Promise<Page | null> {
  for (let cut = 1; cut < parts.length; cut++) {
    const bytes = await readFile(
      repository.gitDir,
      parts.slice(0, cut).join("/"),
      parts.slice(cut).join("/"),
    );
    if (bytes === null) continue;
    const content = bytes.toString("utf8");
    if (raw) return { status: 200, body: content, type: "text/plain; charset=utf-8" };
    const lines = content.split("\n").map((line, index) => `<span id="L${index + 1}">${esc(line)}</span>`);
    return page(parts.slice(cut).join("/"), `<pre>${lines.join("\n")}</pre>`);
  }
  return null;
}

async function inside(world: World, repository: Repository, parts: string[]): Promise<Page | null> {
  const [kind = "", id = ""] = parts;
  switch (kind) {
    case "":
      return repoPage(world, repository);
    case "issues":
    case "pull": {
      const number = Number(id.replace(/\.(?:diff|patch)$/, ""));
      const pull = repository.pulls.get(number);
      if (pull !== undefined) return await pullPage(repository, pull);
      const issue = repository.issues.get(number);
      if (issue !== undefined) return page(`${issue.title} #${issue.number}`, issueBody(repository, issue));
      return id === "" ? repoPage(world, repository) : null;
    }
    case "pulls":
    case "commits":
    case "branches":
    case "checks":
    case "labels":
    case "tree":
    case "settings":
      return repoPage(world, repository);
    case "actions": {
      const run = repository.runs.find((one) => String(one.id) === parts[2]);
      if (parts[1] === "runs" && run !== undefined) return runPage(run);
      return parts[1] === "runs" && parts[2] !== undefined ? null : repoPage(world, repository);
    }
    case "runs": {
      const owner = repository.runs.find((run) =>
        run.attempts.some((one) => one.jobs.some((job) => String(job.id) === id)),
      );
      if (owner !== undefined) return runPage(owner);
      const check = repository.checkRuns.find((one) => String(one.id) === id);
      return check === undefined
        ? null
        : page(check.name, `${state(check.conclusion ?? check.status)}${words(check.output.summary)}`);
    }
    case "commit":
      return await commitPage(repository, id);
    case "blob":
    case "raw":
      return await blobPage(repository, parts.slice(1), kind === "raw");
    case "compare": {
      const [from = "", to = ""] = parts.slice(1).join("/").split("...");
      const [a, b] = [await resolve(repository.gitDir, from), await resolve(repository.gitDir, to)];
      if (a === null || b === null) return null;
      return page(`${from}...${to}`, words(await git(repository.gitDir, ["diff", `${a}...${b}`])));
    }
    default:
      return null;
  }
}

export async function htmlPage(world: World, path: string): Promise<Page> {
  let parts: string[];
  try {
    parts = path.split("/").slice(1).map(decodeURIComponent);
  } catch {
    return page("Bad request", "", 400);
  }
  if (path === "/")
    return page(
      "GitHub simulator",
      `<ul>${[...world.repositories.values()].map((one) => `<li><a href="/${esc(one.fullName)}">${esc(one.fullName)}</a></li>`).join("")}</ul>`,
    );
  const repository = world.repository(`${parts[0]}/${parts[1]}`);
  if (repository !== undefined) {
    const found = await inside(world, repository, parts.slice(2));
    if (found !== null) return found;
  } else if (
    parts[0] === "apps" ||
    parts[0] === "organizations" ||
    world.users.has((parts[0] ?? "").toLowerCase())
  )
    return page(parts.join("/"), "<p>A page of the simulator.</p>");
  else if (parts[0] === "_avatars")
    return {
      status: 200,
      type: "image/svg+xml",
      body: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1" fill="#888"/></svg>',
    };
  return page("Not found", "", 404);
}
