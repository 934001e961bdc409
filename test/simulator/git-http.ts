/** Git over HTTP: `git http-backend` as CGI, with GitHub's rules about who may fetch and push. */
import { buffer } from "node:stream/consumers";
import { createGunzip } from "node:zlib";
import type { IncomingMessage, ServerResponse } from "node:http";
import { dirname } from "node:path";
import { authenticate, may, permit, reach } from "./auth.js";
import { afterPush } from "./changes/push.js";
import { git, refs } from "./git.js";
import { output } from "./processes.js";
import { HttpError } from "./router.js";
import { changedFiles, emptyTree } from "./shape/commit.js";
import type { Actor, Repository } from "./records.js";
import type { World } from "./world.js";

/** Answers the status sent. */
export async function gitHttp(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<number> {
  const [, owner = "", name = "", ...rest] = url.pathname.split("/");
  const repository = world.repository(`${owner}/${name.replace(/\.git$/, "")}`);
  const pushing =
    url.pathname.endsWith("/git-receive-pack") || url.searchParams.get("service") === "git-receive-pack";
  let actor: Actor;
  try {
    actor = await authenticate(world, request.headers.authorization);
    if (repository === undefined)
      throw new HttpError(actor.kind === "anonymous" ? 401 : 404, "Repository not found.");
    if (actor.kind === "anonymous" && (pushing || repository.private))
      throw new HttpError(401, "Authentication required");
    reach(world, actor, repository);
    permit(world, actor, repository, pushing ? "contents:write" : "contents:read");
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    request.resume();
    const headers = error.status === 401 ? { "www-authenticate": 'Basic realm="GitHub"' } : {};
    response.writeHead(error.status, { "content-type": "text/plain", ...headers });
    response.end(error.message);
    return error.status;
  }
  const before = pushing ? await refs(repository.gitDir) : new Map<string, string>();
  const answer = await backend(repository, `/${rest.join("/")}`, url, request, actor);
  // Before the client hears of it: who pushed may look at once.
  if (pushing && request.method === "POST") await pushed(world, repository, before, actor);
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
  return answer.status;
}

async function backend(
  repository: Repository,
  path: string,
  url: URL,
  request: IncomingMessage,
  actor: Actor,
): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> {
  const root = dirname(dirname(repository.gitDir));
  const protocol = request.headers["git-protocol"];
  const packed = request.headers["content-encoding"] === "gzip";
  const { stdout: out } = await output("git", ["http-backend"], {
    env: {
      PATH: process.env["PATH"] ?? "",
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      PATH_INFO: `/${repository.owner}/${repository.name}.git${path}`,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      REMOTE_USER: actor.login,
      REMOTE_ADDR: "127.0.0.1",
      ...(typeof protocol === "string" ? { GIT_PROTOCOL: protocol } : {}),
    },
    input: await buffer(packed ? request.pipe(createGunzip()) : request),
  });
  const end = out.indexOf("\r\n\r\n");
  let status = 200;
  const headers: Record<string, string> = {};
  for (const line of out.subarray(0, Math.max(0, end)).toString("latin1").split("\r\n")) {
    const colon = line.indexOf(":");
    const [key, value] = [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    if (key === "status") status = Number(value.slice(0, 3));
    else if (key !== "") headers[key] = value;
  }
  if (end === -1) return { status: 500, headers, body: Buffer.from("git http-backend gave no answer") };
  return { status, headers, body: out.subarray(end + 4) };
}

/** Refs that a push moved get their webhooks and workflows; a push GitHub would have refused is taken back. */
async function pushed(
  world: World,
  repository: Repository,
  before: Map<string, string>,
  actor: Actor,
): Promise<void> {
  const after = await refs(repository.gitDir);
  for (const ref of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(ref) ?? null, after.get(ref) ?? null];
    if (was === is || ref.startsWith("refs/pull/")) continue;
    if (is !== null && !may(world, actor, "workflows", "write")) {
      const from = was ?? after.get("refs/heads/main") ?? emptyTree;
      const changes = await changedFiles(repository.gitDir, from, is);
      if (changes.some((change) => change.path.startsWith(".github/workflows/"))) {
        await git(repository.gitDir, was === null ? ["update-ref", "-d", ref] : ["update-ref", ref, was]);
        continue;
      }
    }
    const kind =
      is === null ? "branch-deleted" : was === null && ref.startsWith("refs/heads/") ? "branch" : "commit";
    world.effect(actor, kind, repository, {
      ref,
      branch: ref.replace("refs/heads/", ""),
      sha: is,
      before: was,
    });
    await afterPush(world, repository, ref, was, is, actor);
  }
}
