import type { Repository } from "../records.js";
import type { World } from "../world.js";
import { nodeId, stamp } from "../world.js";
import { userJson } from "./people.js";
import type { Json } from "./people.js";

const templates = {
  forks_url: "/forks",
  keys_url: "/keys{/key_id}",
  collaborators_url: "/collaborators{/collaborator}",
  teams_url: "/teams",
  hooks_url: "/hooks",
  issue_events_url: "/issues/events{/number}",
  events_url: "/events",
  assignees_url: "/assignees{/user}",
  branches_url: "/branches{/branch}",
  tags_url: "/tags",
  blobs_url: "/git/blobs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  git_refs_url: "/git/refs{/sha}",
  trees_url: "/git/trees{/sha}",
  statuses_url: "/statuses/{sha}",
  languages_url: "/languages",
  stargazers_url: "/stargazers",
  contributors_url: "/contributors",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  commits_url: "/commits{/sha}",
  git_commits_url: "/git/commits{/sha}",
  comments_url: "/comments{/number}",
  issue_comment_url: "/issues/comments{/number}",
  contents_url: "/contents/{+path}",
  compare_url: "/compare/{base}...{head}",
  merges_url: "/merges",
  archive_url: "/{archive_format}{/ref}",
  downloads_url: "/downloads",
  issues_url: "/issues{/number}",
  pulls_url: "/pulls{/number}",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  labels_url: "/labels{/name}",
  releases_url: "/releases{/id}",
  deployments_url: "/deployments",
} as const;

export function repoUrl(world: World, repository: Repository): string {
  return `${world.apiUrl}/repos/${repository.fullName}`;
}

/** What a run carries of its repository. */
export function minimalRepoJson(world: World, repository: Repository): Json {
  const url = repoUrl(world, repository);
  const links = Object.entries(templates).map(([name, tail]) => [name, url + tail]);
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: repository.fullName,
    private: repository.private,
    owner: userJson(world, repository.owner),
    html_url: `${world.url}/${repository.fullName}`,
    description: null,
    fork: repository.forkOf !== null,
    url,
    ...(Object.fromEntries(links) as Json),
  };
}

export function repoJson(world: World, repository: Repository): Json {
  const html = `${world.url}/${repository.fullName}`;
  const open =
    [...repository.issues.values()].filter((issue) => issue.state === "open").length +
    [...repository.pulls.values()].filter((pull) => pull.state === "open").length;
  return {
    ...minimalRepoJson(world, repository),
    created_at: stamp(repository.createdAt),
    updated_at: stamp(repository.updatedAt),
    pushed_at: stamp(repository.pushedAt),
    git_url: `git://${world.host}/${repository.fullName}.git`,
    ssh_url: `git@${world.host}:${repository.fullName}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    homepage: null,
    size: 1,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: repository.archived,
    disabled: false,
    open_issues_count: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [...repository.topics],
    visibility: repository.private ? "private" : "public",
    forks: 0,
    open_issues: open,
    watchers: 0,
    default_branch: "main",
    custom_properties: {},
  };
}

export function fullRepoJson(world: World, repository: Repository): Json {
  return {
    ...repoJson(world, repository),
    permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
    network_count: 0,
    subscribers_count: 0,
    allow_squash_merge: true,
    allow_merge_commit: true,
    allow_rebase_merge: true,
    delete_branch_on_merge: false,
    ...(repository.forkOf === null
      ? {}
      : { parent: repoJson(world, repository.forkOf), source: repoJson(world, repository.forkOf) }),
  };
}
