import type { Installation, World } from "../world.js";
import { nodeId, stamp, stampOrNull } from "../world.js";
import type { Repository, User } from "../records.js";

export type Json = Record<string, unknown>;

export function userJson(world: World, who: string | User): Json {
  const user = typeof who === "string" ? world.user(who) : who;
  const url = `${world.apiUrl}/users/${encodeURIComponent(user.login)}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId("U", user.id),
    avatar_url: `${world.url}/_avatars/${user.id}`,
    gravatar_id: "",
    url,
    html_url: `${world.url}/${user.type === "Bot" ? `apps/${user.login.replace("[bot]", "")}` : user.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user.type,
    site_admin: false,
  };
}

export function publicUserJson(world: World, user: User): Json {
  return {
    ...userJson(world, user),
    name: user.login,
    company: null,
    blog: "",
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: [...world.repositories.values()].filter((repo) => repo.owner === user.login).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: "2020-01-01T00:00:00Z",
    updated_at: "2020-01-01T00:00:00Z",
  };
}

export function organizationJson(world: World, login: string): Json {
  const user = world.user(login);
  const url = `${world.apiUrl}/orgs/${login}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId("O", user.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.url}/_avatars/${user.id}`,
    description: "",
  };
}

/** GitHub's word for how an author stands to the repository. */
export function association(world: World, repository: Repository, login: string): string {
  const user = world.user(login);
  if (user.type === "Bot") return "NONE";
  if (login === repository.owner) return "OWNER";
  const permission = repository.permissions.get(login.toLowerCase());
  if (permission === "admin" || permission === "maintain") return "MEMBER";
  if (permission === "write" || permission === "triage") return "COLLABORATOR";
  return "NONE";
}

export function appJson(world: World, slug = world.app.slug): Json {
  const own = slug === world.app.slug;
  return {
    id: own ? world.app.id : 15_368,
    slug,
    client_id: own ? "Iv23liSimulatorHeal0" : "Iv23liGitHubActions0",
    node_id: nodeId("A", slug),
    owner: userJson(world, own ? world.user("heal-owner") : world.user("github", "Organization")),
    name: own ? "heal" : "GitHub Actions",
    description: "",
    external_url: world.url,
    html_url: `${world.url}/apps/${slug}`,
    created_at: "2024-01-01T00:00:00Z",
    updated_at: "2024-01-01T00:00:00Z",
    permissions: own ? { ...world.app.permissions } : { actions: "write", contents: "write" },
    events: own ? [...world.events] : [],
  };
}

export function installationJson(world: World, installation: Installation): Json {
  const url = `${world.apiUrl}/app/installations/${installation.id}`;
  const account = world.user(installation.owner);
  return {
    id: installation.id,
    client_id: "Iv23liSimulatorHeal0",
    account: userJson(world, account),
    repository_selection: "selected",
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${world.apiUrl}/installation/repositories`,
    html_url: `${world.url}/organizations/${installation.owner}/settings/installations/${installation.id}`,
    app_id: world.app.id,
    app_slug: world.app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: { ...world.app.permissions },
    events: [...world.events],
    created_at: stamp(installation.createdAt),
    updated_at: stamp(installation.updatedAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspendedAt === null ? null : userJson(world, "octo-admin"),
    suspended_at: stampOrNull(installation.suspendedAt),
  };
}
