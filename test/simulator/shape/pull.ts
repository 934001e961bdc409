import type { Pull, Repository, Review, ReviewComment } from "../records.js";
import type { World } from "../world.js";
import { nodeId, stamp, stampOrNull } from "../world.js";
import { git } from "../git.js";
import { commentsOf, ensureLabel, labelJson } from "./issue.js";
import { association, userJson } from "./people.js";
import type { Json } from "./people.js";
import { repoJson, repoUrl } from "./repo.js";

export function pullJson(world: World, repository: Repository, pull: Pull): Json {
  const api = repoUrl(world, repository);
  const url = `${api}/pulls/${pull.number}`;
  const html = `${world.url}/${repository.fullName}/pull/${pull.number}`;
  const issue = `${api}/issues/${pull.number}`;
  const assignees = pull.assignees.map((login) => userJson(world, login));
  const head = pull.headRepository;
  return {
    url,
    id: pull.id,
    node_id: nodeId("PR", pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    number: pull.number,
    state: pull.state,
    locked: pull.locked,
    title: pull.title,
    user: userJson(world, pull.author),
    body: pull.body,
    created_at: stamp(pull.createdAt),
    updated_at: stamp(pull.updatedAt),
    closed_at: stampOrNull(pull.closedAt),
    merged_at: stampOrNull(pull.mergedAt),
    merge_commit_sha: pull.mergeCommitSha,
    assignee: assignees[0] ?? null,
    assignees,
    requested_reviewers: pull.requestedReviewers.map((login) => userJson(world, login)),
    requested_teams: [],
    labels: pull.labels.map((name) => labelJson(world, repository, ensureLabel(world, repository, name))),
    milestone: null,
    draft: pull.draft,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: `${api}/statuses/${pull.head.sha}`,
    head: {
      label: `${head.owner}:${pull.head.ref}`,
      ref: pull.head.ref,
      sha: pull.head.sha,
      user: userJson(world, head.owner),
      repo: repoJson(world, head),
    },
    base: {
      label: `${repository.owner}:${pull.base.ref}`,
      ref: pull.base.ref,
      sha: pull.base.sha,
      user: userJson(world, repository.owner),
      repo: repoJson(world, repository),
    },
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: `${api}/pulls/comments{/number}` },
      commits: { href: `${url}/commits` },
      statuses: { href: `${api}/statuses/${pull.head.sha}` },
    },
    author_association: association(world, repository, pull.author),
    auto_merge: null,
    active_lock_reason: null,
  };
}

/** A pull request on its own: adds what lists leave out. */
export async function fullPullJson(world: World, repository: Repository, pull: Pull): Promise<Json> {
  const range = `${pull.base.sha}...${pull.head.sha}`;
  const stat = await git(repository.gitDir, ["diff", "--numstat", range]);
  const lines = stat.split("\n").filter((line) => line !== "");
  const sum = (column: number): number =>
    lines.reduce((total, line) => total + (Number(line.split("\t")[column]) || 0), 0);
  const count = await git(repository.gitDir, ["rev-list", "--count", `${pull.base.sha}..${pull.head.sha}`]);
  const open = pull.state === "open";
  const mergeable = open ? pull.mergeCommitSha !== null : null;
  return {
    ...pullJson(world, repository, pull),
    merged: pull.merged,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: !open ? "unknown" : pull.draft ? "draft" : mergeable === true ? "clean" : "dirty",
    merged_by: pull.mergedBy === null ? null : userJson(world, pull.mergedBy),
    comments: commentsOf(repository, pull.number).length,
    review_comments: repository.reviewComments.filter((one) => one.pull === pull.number).length,
    maintainer_can_modify: pull.fork,
    commits: Number(count.trim()),
    additions: sum(0),
    deletions: sum(1),
    changed_files: lines.length,
  };
}

/** The few fields that runs and check runs carry of their pull requests. */
export function minimalPullJson(world: World, repository: Repository, pull: Pull): Json {
  const ref = (of: Repository): Json => ({ id: of.id, url: repoUrl(world, of), name: of.name });
  return {
    url: `${repoUrl(world, repository)}/pulls/${pull.number}`,
    id: pull.id,
    number: pull.number,
    head: { ref: pull.head.ref, sha: pull.head.sha, repo: ref(pull.headRepository) },
    base: { ref: pull.base.ref, sha: pull.base.sha, repo: ref(repository) },
  };
}

export function reviewJson(world: World, repository: Repository, review: Review): Json {
  const url = `${repoUrl(world, repository)}/pulls/${review.pull}`;
  const html = `${world.url}/${repository.fullName}/pull/${review.pull}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: nodeId("PRR", review.id),
    user: userJson(world, review.user),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: url,
    author_association: association(world, repository, review.user),
    _links: { html: { href: html }, pull_request: { href: url } },
    submitted_at: stamp(review.at),
    commit_id: review.commitId,
  };
}

export function reviewCommentJson(world: World, repository: Repository, comment: ReviewComment): Json {
  const api = repoUrl(world, repository);
  const url = `${api}/pulls/comments/${comment.id}`;
  const pull = `${api}/pulls/${comment.pull}`;
  const html = `${world.url}/${repository.fullName}/pull/${comment.pull}#discussion_r${comment.id}`;
  return {
    url,
    pull_request_review_id: comment.reviewId,
    id: comment.id,
    node_id: nodeId("PRRC", comment.id),
    diff_hunk: "",
    path: comment.path,
    commit_id: comment.commitId,
    original_commit_id: comment.commitId,
    user: userJson(world, comment.user),
    body: comment.body,
    created_at: stamp(comment.at),
    updated_at: stamp(comment.at),
    html_url: html,
    pull_request_url: pull,
    author_association: association(world, repository, comment.user),
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: pull } },
    line: comment.line ?? 1,
    original_line: comment.line ?? 1,
    start_line: null,
    original_start_line: null,
    start_side: null,
    side: "RIGHT",
    ...(comment.inReplyTo === null ? {} : { in_reply_to_id: comment.inReplyTo }),
  };
}
