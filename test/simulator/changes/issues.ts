/** Issues and comments, with their webhooks. */
import type { Actor, Comment, Issue, Pull, Repository } from "../records.js";
import { commentJson, ensureLabel, isPull, issueJson, labelJson } from "../shape/issue.js";
import { repoJson } from "../shape/repo.js";
import type { World } from "../world.js";

type Who = Pick<Actor, "kind" | "login">;

export function find(repository: Repository, number: number): Issue | Pull | undefined {
  return repository.issues.get(number) ?? repository.pulls.get(number);
}

export function emitIssue(
  world: World,
  repository: Repository,
  issue: Issue | Pull,
  action: string,
  sender: string,
  more: Record<string, unknown> = {},
): void {
  if (isPull(issue)) return; // pull requests have events of their own
  world.webhooks.emit(repository, "issues", action, sender, {
    issue: issueJson(world, repository, issue),
    ...more,
  });
}

export function openIssue(
  world: World,
  repository: Repository,
  given: { title: string; body: string | null; labels?: string[]; assignees?: string[] },
  actor: Who,
): Issue {
  const issue: Issue = {
    id: world.id(),
    number: repository.nextNumber++,
    title: given.title,
    body: given.body,
    author: actor.login,
    state: "open",
    stateReason: null,
    labels: [...new Set(given.labels ?? [])],
    assignees: given.assignees ?? [],
    locked: false,
    createdAt: world.now(),
    updatedAt: world.now(),
    closedAt: null,
    reactions: [],
    closedBy: null,
    viaApp: actor.kind === "installation",
  };
  repository.issues.set(issue.number, issue);
  emitIssue(world, repository, issue, "opened", actor.login);
  for (const name of issue.labels) emitLabel(world, repository, issue, "labeled", name, actor.login);
  return issue;
}

/** An administrator deletes an issue; its number is never given again. */
export function deleteIssue(world: World, repository: Repository, number: number, by: string): void {
  const issue = repository.issues.get(number);
  if (issue === undefined) throw new Error(`${repository.fullName} has no issue ${number}`);
  emitIssue(world, repository, issue, "deleted", by);
  repository.issues.delete(number);
  repository.goneIssues.set(number, "deleted");
}

/** Somebody moves an issue to another repository, where it gets another number. */
export function transferIssue(
  world: World,
  repository: Repository,
  number: number,
  to: Repository,
  by: string,
): number {
  const issue = repository.issues.get(number);
  if (issue === undefined) throw new Error(`${repository.fullName} has no issue ${number}`);
  const moved: Issue = { ...issue, id: world.id(), number: to.nextNumber++ };
  to.issues.set(moved.number, moved);
  emitIssue(world, repository, issue, "transferred", by, {
    changes: { new_issue: issueJson(world, to, moved), new_repository: repoJson(world, to) },
  });
  repository.issues.delete(number);
  repository.goneIssues.set(number, `/repos/${to.fullName}/issues/${moved.number}`);
  return moved.number;
}

export function emitLabel(
  world: World,
  repository: Repository,
  issue: Issue | Pull,
  action: "labeled" | "unlabeled",
  name: string,
  sender: string,
): void {
  const label = labelJson(world, repository, ensureLabel(world, repository, name));
  emitIssue(world, repository, issue, action, sender, { label });
}

export function setIssueState(
  world: World,
  repository: Repository,
  issue: Issue,
  state: "open" | "closed",
  reason: string | null,
  actor: Who,
): void {
  if (issue.state === state) {
    issue.stateReason = reason ?? issue.stateReason;
    return;
  }
  issue.state = state;
  issue.stateReason = reason ?? (state === "closed" ? "completed" : "reopened");
  issue.closedAt = state === "closed" ? world.now() : null;
  issue.closedBy = state === "closed" ? actor.login : null;
  issue.updatedAt = world.now();
  emitIssue(world, repository, issue, state === "closed" ? "closed" : "reopened", actor.login);
}

export function addComment(
  world: World,
  repository: Repository,
  number: number,
  body: string,
  actor: Who,
): Comment {
  const issue = find(repository, number);
  if (issue === undefined) throw new Error(`${repository.fullName} has no issue ${number}`);
  const comment: Comment = {
    id: world.id(),
    issue: number,
    author: actor.login,
    body,
    createdAt: world.now(),
    updatedAt: world.now(),
    reactions: [],
    viaApp: actor.kind === "installation",
  };
  repository.comments.push(comment);
  issue.updatedAt = world.now();
  emitComment(world, repository, comment, "created", actor.login);
  return comment;
}

export function emitComment(
  world: World,
  repository: Repository,
  comment: Comment,
  action: "created" | "edited" | "deleted",
  sender: string,
  more: Record<string, unknown> = {},
): void {
  const issue = find(repository, comment.issue);
  if (issue === undefined) return;
  world.webhooks.emit(repository, "issue_comment", action, sender, {
    issue: issueJson(world, repository, issue),
    comment: commentJson(world, repository, comment),
    ...more,
  });
}
