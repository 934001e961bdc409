/** Repositories, branches, people. */
import { notFound, ok, paged } from "../router.js";
import type { Call, Reply, Route } from "../router.js";
import { commitInfo, refs, resolve } from "../git.js";
import { commitJson } from "../shape/commit.js";
import { publicUserJson, userJson } from "../shape/people.js";
import { fullRepoJson, repoUrl } from "../shape/repo.js";
import type { Permission } from "../types.js";

/** The older `permission` field knows four words. */
const coarse: Record<Permission, string> = {
  admin: "admin",
  maintain: "write",
  write: "write",
  triage: "read",
  read: "read",
  none: "none",
};

async function branch(call: Call): Promise<Reply> {
  const { world, repo } = call;
  const name = call.params["branch"] ?? "";
  const sha = await resolve(repo.gitDir, `refs/heads/${name}`);
  const commit = sha === null ? null : await commitInfo(repo.gitDir, sha);
  if (commit === null) throw notFound();
  const api = repoUrl(world, repo);
  return ok({
    name,
    commit: commitJson(world, repo, commit),
    _links: { self: `${api}/branches/${name}`, html: `${world.url}/${repo.fullName}/tree/${name}` },
    protected: false,
    protection: {
      enabled: false,
      required_status_checks: { enforcement_level: "off", contexts: [], checks: [] },
    },
    protection_url: `${api}/branches/${name}/protection`,
  });
}

export const repoRoutes: Route[] = [
  {
    method: "GET",
    path: "/repos/{owner}/{repo}",
    need: "metadata:read",
    handle: (call) => ok(fullRepoJson(call.world, call.repo)),
  },
  {
    method: "GET",
    path: "/repos/{owner}/{repo}/branches",
    need: "contents:read",
    handle: async (call) => {
      const all = [...(await refs(call.repo.gitDir, "refs/heads/"))];
      return paged(call, all, ([ref, sha]) => ({
        name: ref.slice("refs/heads/".length),
        commit: { sha, url: `${repoUrl(call.world, call.repo)}/commits/${sha}` },
        protected: false,
      }));
    },
  },
  { method: "GET", path: "/repos/{owner}/{repo}/branches/{branch+}", need: "contents:read", handle: branch },
  {
    method: "GET",
    path: "/repos/{owner}/{repo}/collaborators/{username}/permission",
    need: "metadata:read",
    handle: (call) => {
      const { world, repo } = call;
      const login = call.params["username"] ?? "";
      const permission = world.permissionOf(repo, login);
      const role = repo.customRoles.get(login.toLowerCase()) ?? permission;
      const has = (...words: Permission[]): boolean => words.includes(permission);
      return ok({
        permission: coarse[permission],
        role_name: role,
        user: {
          ...userJson(world, login),
          role_name: role,
          permissions: {
            admin: has("admin"),
            maintain: has("admin", "maintain"),
            push: has("admin", "maintain", "write"),
            triage: has("admin", "maintain", "write", "triage"),
            pull: !has("none"),
          },
        },
      });
    },
  },
  {
    method: "GET",
    path: "/users/{username}",
    need: "public",
    handle: (call) => {
      const user = call.world.users.get((call.params["username"] ?? "").toLowerCase());
      if (user === undefined) throw notFound();
      return ok(publicUserJson(call.world, user));
    },
  },
  {
    method: "GET",
    path: "/rate_limit",
    need: "public",
    handle: (call) => {
      const reset = Math.floor(call.world.now().getTime() / 1000) + 3600;
      const full = { limit: 5000, remaining: 5000, reset, used: 0 };
      return ok({
        resources: { core: full, search: { ...full, limit: 30, remaining: 30 }, graphql: full },
        rate: full,
      });
    },
  },
];
