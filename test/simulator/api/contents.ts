/** File contents, as files and folders. */
import { may } from "../auth.js";
import { HttpError, invalid, notFound, ok, optionalText, text } from "../router.js";
import type { Call, Reply, Route } from "../router.js";
import { commitInfo, git, readFile, resolve, tree } from "../git.js";
import { commitAndPush } from "../changes/push.js";
import type { Repository } from "../records.js";
import { gitCommitJson } from "../shape/commit.js";
import { repoUrl } from "../shape/repo.js";

/** Workflow files need a permission of their own. */
export function guardWorkflows(call: Pick<Call, "world" | "actor">, paths: string[]): void {
  if (
    paths.some((path) => path.startsWith(".github/workflows/")) &&
    !may(call.world, call.actor, "workflows", "write")
  )
    throw new HttpError(403, "Resource not accessible by integration", undefined, {
      "x-accepted-github-permissions": "contents=write,workflows=write",
    });
}

export function guardPath(path: string): void {
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === ".." || part.toLowerCase() === ".git"))
    throw invalid("path contains a malformed path component");
}

function entryJson(
  call: Call,
  entry: { path: string; sha: string; size: number | null; type: "file" | "dir" | "submodule" },
  ref: string,
): Record<string, unknown> {
  const { world, repo } = call;
  const path = entry.path.split("/").map(encodeURIComponent).join("/");
  const url = `${repoUrl(world, repo)}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const kind = entry.type === "dir" ? "tree" : "blob";
  const html = `${world.url}/${repo.fullName}/${kind}/${ref}/${path}`;
  const gitUrl = `${repoUrl(world, repo)}/git/${kind}s/${entry.sha}`;
  return {
    name: entry.path.split("/").at(-1) ?? "",
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url,
    html_url: html,
    git_url: gitUrl,
    download_url: entry.type === "file" ? `${world.url}/${repo.fullName}/raw/${ref}/${path}` : null,
    type: entry.type,
    _links: { self: url, git: gitUrl, html },
  };
}

async function fileJson(
  call: Call,
  sha: string,
  path: string,
  ref: string,
): Promise<Record<string, unknown> | null> {
  const bytes = await readFile(call.repo.gitDir, sha, path);
  if (bytes === null) return null;
  const blob = (await git(call.repo.gitDir, ["rev-parse", `${sha}:${path}`])).trim();
  return entryJson(call, { path, sha: blob, size: bytes.length, type: "file" }, ref);
}

async function get(call: Call): Promise<Reply> {
  const { repo } = call;
  const path = (call.params["path"] ?? "").replace(/^\/|\/$/g, "");
  const ref = call.query.get("ref") ?? "main";
  const sha = await resolve(repo.gitDir, ref);
  if (sha === null) throw new HttpError(404, `No commit found for the ref ${ref}`);
  const bytes = path === "" ? null : await readFile(repo.gitDir, sha, path);
  if (bytes !== null) {
    if (/\braw\b/.test(call.accept))
      return { status: 200, raw: { bytes, type: "application/vnd.github.raw; charset=utf-8" } };
    const entry = (await fileJson(call, sha, path, ref)) ?? {};
    // Above 1 MB GitHub sends no content, only the raw media type has it.
    const large = bytes.length > 1024 * 1024;
    const content = large ? "" : bytes.toString("base64").replace(/.{60}/g, "$&\n");
    return ok({ ...entry, content, encoding: large ? "none" : "base64" });
  }
  const entries = await tree(repo.gitDir, path === "" ? sha : `${sha}:${path}`);
  if (entries === null) throw notFound();
  return ok(
    entries.map((entry) =>
      entryJson(
        call,
        {
          path: path === "" ? entry.path : `${path}/${entry.path}`,
          sha: entry.sha,
          size: entry.size,
          type: entry.type === "tree" ? "dir" : entry.type === "blob" ? "file" : "submodule",
        },
        ref,
      ),
    ),
  );
}

async function target(
  call: Call,
): Promise<{ branch: string; path: string; head: string | null; blob: string | null }> {
  const path = call.params["path"] ?? "";
  guardPath(path);
  guardWorkflows(call, [path]);
  const branch = optionalText(call, "branch") ?? call.query.get("branch") ?? "main";
  const head = await resolve(call.repo.gitDir, `refs/heads/${branch}`);
  if (head === null) throw new HttpError(404, `Branch ${branch} not found`);
  const blob = await git(call.repo.gitDir, ["rev-parse", "--verify", "--quiet", `${head}:${path}`]).catch(
    () => "",
  );
  return { branch, path, head, blob: blob === "" ? null : blob.trim() };
}

function checkSha(path: string, blob: string, sha: string | null | undefined): void {
  if (sha === undefined || sha === null) throw invalid(`Invalid request.\n\n"sha" wasn't supplied.`);
  if (sha !== blob) throw new HttpError(409, `${path} does not match ${sha}`);
}

async function answer(
  call: Call,
  repo: Repository,
  sha: string,
  content: unknown,
  status: number,
): Promise<Reply> {
  const commit = await commitInfo(repo.gitDir, sha);
  if (commit === null) throw notFound();
  return ok({ content, commit: gitCommitJson(call.world, repo, commit) }, status);
}

async function put(call: Call): Promise<Reply> {
  const { world, repo, actor } = call;
  const { branch, path, blob } = await target(call);
  if (blob !== null) checkSha(path, blob, optionalText(call, "sha"));
  const bytes = Buffer.from(text(call, "content"), "base64");
  const message = text(call, "message");
  const sha = await commitAndPush(world, repo, { branch, message, files: { [path]: bytes } }, actor);
  world.effect(actor, "commit", repo, { branch, sha, message, files: [path] });
  return await answer(call, repo, sha, await fileJson(call, sha, path, branch), blob === null ? 201 : 200);
}

async function remove(call: Call): Promise<Reply> {
  const { world, repo, actor } = call;
  const { branch, path, blob } = await target(call);
  if (blob === null) throw notFound();
  checkSha(path, blob, optionalText(call, "sha") ?? call.query.get("sha"));
  const message = text(call, "message");
  const sha = await commitAndPush(world, repo, { branch, message, files: { [path]: null } }, actor);
  world.effect(actor, "commit", repo, { branch, sha, message, files: [path] });
  return await answer(call, repo, sha, null, 200);
}

const path = "/repos/{owner}/{repo}/contents/{path+}";
export const contentRoutes: Route[] = [
  { method: "GET", path, need: "contents:read", handle: get },
  { method: "PUT", path, need: "contents:write", handle: put },
  { method: "DELETE", path, need: "contents:write", handle: remove },
];
