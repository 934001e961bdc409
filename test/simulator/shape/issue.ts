import type { Comment, Issue, Label, Pull, Repository } from "../records.js";
import type { World } from "../world.js";
import { nodeId, stamp, stampOrNull } from "../world.js";
import { appJson, association, userJson } from "./people.js";
import type { Json } from "./people.js";
import { repoUrl } from "./repo.js";

/** The label record, made with GitHub's default grey when new. */
export function ensureLabel(world: World, repository: Repository, name: string): Label {
  const known = repository.labels.get(name.toLowerCase());
  if (known !== undefined) return known;
  const made: Label = { id: world.id(), name, color: "ededed", description: null };
  repository.labels.set(name.toLowerCase(), made);
  return made;
}

export function labelJson(world: World, repository: Repository, label: Label): Json {
  return {
    id: label.id,
    node_id: nodeId("LA", label.id),
    url: `${repoUrl(world, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

export function reactionsJson(url: string, reactions: { content: string }[]): Json {
  const count = (content: string): number => reactions.filter((one) => one.content === content).length;
  const kinds = ["+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"];
  return {
    url: `${url}/reactions`,
    total_count: reactions.length,
    ...Object.fromEntries(kinds.map((kind) => [kind, count(kind)])),
  };
}

export function reactionJson(world: World, reaction: { id: number; user: string; content: string }): Json {
  return {
    id: reaction.id,
    node_id: nodeId("REA", reaction.id),
    user: userJson(world, reaction.user),
    content: reaction.content,
    created_at: stamp(world.now()),
  };
}

export function isPull(item: Issue | Pull): item is Pull {
  return "head" in item;
}

export function commentsOf(repository: Repository, number: number): Comment[] {
  return repository.comments.filter((comment) => comment.issue === number);
}

/** An issue, or a pull request seen as one. */
export function issueJson(world: World, repository: Repository, item: Issue | Pull): Json {
  const api = repoUrl(world, repository);
  const url = `${api}/issues/${item.number}`;
  const html = `${world.url}/${repository.fullName}/${isPull(item) ? "pull" : "issues"}/${item.number}`;
  const assignees = item.assignees.map((login) => userJson(world, login));
  return {
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    id: item.id,
    node_id: nodeId("I", item.id),
    number: item.number,
    title: item.title,
    user: userJson(world, item.author),
    labels: item.labels.map((name) => labelJson(world, repository, ensureLabel(world, repository, name))),
    state: item.state,
    locked: item.locked,
    assignee: assignees[0] ?? null,
    assignees,
    milestone: null,
    comments: commentsOf(repository, item.number).length,
    created_at: stamp(item.createdAt),
    updated_at: stamp(item.updatedAt),
    closed_at: stampOrNull(item.closedAt),
    author_association: association(world, repository, item.author),
    active_lock_reason: null,
    body: item.body,
    reactions: reactionsJson(url, item.reactions),
    timeline_url: `${url}/timeline`,
    state_reason: item.stateReason,
    performed_via_github_app: item.viaApp ? appJson(world) : null,
    closed_by: item.closedBy === null ? null : userJson(world, item.closedBy),
    ...(isPull(item)
      ? {
          draft: item.draft,
          pull_request: {
            url: `${api}/pulls/${item.number}`,
            html_url: html,
            diff_url: `${html}.diff`,
            patch_url: `${html}.patch`,
            merged_at: stampOrNull(item.mergedAt),
          },
        }
      : {}),
  };
}

export function commentJson(world: World, repository: Repository, comment: Comment): Json {
  const api = repoUrl(world, repository);
  const kind = repository.pulls.has(comment.issue) ? "pull" : "issues";
  const url = `${api}/issues/comments/${comment.id}`;
  return {
    url,
    html_url: `${world.url}/${repository.fullName}/${kind}/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${comment.issue}`,
    id: comment.id,
    node_id: nodeId("IC", comment.id),
    user: userJson(world, comment.author),
    created_at: stamp(comment.createdAt),
    updated_at: stamp(comment.updatedAt),
    author_association: association(world, repository, comment.author),
    body: comment.body,
    reactions: reactionsJson(url, comment.reactions),
    performed_via_github_app: comment.viaApp ? appJson(world) : null,
  };
}
