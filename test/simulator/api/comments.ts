/** Comments of issues and pull requests, and reactions. */
import { HttpError, invalid, noContent, notFound, number, ok, paged, text } from "../router.js";
import type { Call, Reply, Route } from "../router.js";
import { addComment, emitComment } from "../changes/issues.js";
import type { Comment } from "../records.js";
import { commentJson, commentsOf, reactionJson } from "../shape/issue.js";
import { issueOf } from "./issues.js";

const base = "/repos/{owner}/{repo}";
const write = ["issues:write", "pull_requests:write"];
const read = ["issues:read", "pull_requests:read"];

/** GitHub's longest comment. */
const longest = 65_536;

function commentOf(call: Call): Comment {
  const id = number(call, "comment_id");
  const found = call.repo.comments.find((comment) => comment.id === id);
  if (found === undefined) throw notFound();
  return found;
}

function bodyOf(call: Call): string {
  const body = text(call, "body");
  if (body.trim() === "")
    throw invalid("Validation Failed", [{ resource: "IssueComment", code: "missing_field", field: "body" }]);
  if (body.length > longest)
    throw invalid("Validation Failed", [
      {
        resource: "IssueComment",
        code: "custom",
        field: "body",
        message: `body is too long (maximum is ${longest} characters)`,
      },
    ]);
  return body;
}

function create(call: Call): Reply {
  const { world, repo, actor } = call;
  const issue = issueOf(call);
  const pull = repo.pulls.has(issue.number);
  if (issue.locked && actor.kind === "user")
    throw new HttpError(403, "Unable to create comment because issue is locked.");
  const comment = addComment(world, repo, issue.number, bodyOf(call), actor);
  world.effect(actor, "comment", repo, { number: issue.number, id: comment.id, body: comment.body, pull });
  return ok(commentJson(world, repo, comment), 201);
}

function update(call: Call): Reply {
  const { world, repo, actor } = call;
  const comment = commentOf(call);
  if (comment.author !== actor.login && actor.kind === "installation")
    throw new HttpError(403, "Resource not accessible by integration");
  const from = comment.body;
  comment.body = bodyOf(call);
  comment.updatedAt = world.now();
  world.effect(actor, "comment-edited", repo, { number: comment.issue, id: comment.id, body: comment.body });
  emitComment(world, repo, comment, "edited", actor.login, { changes: { body: { from } } });
  return ok(commentJson(world, repo, comment));
}

function remove(call: Call): Reply {
  const { world, repo, actor } = call;
  const comment = commentOf(call);
  repo.comments.splice(repo.comments.indexOf(comment), 1);
  world.effect(actor, "comment-deleted", repo, { number: comment.issue, id: comment.id });
  emitComment(world, repo, comment, "deleted", actor.login);
  return noContent;
}

type Reacted = { reactions: { id: number; user: string; content: string }[] };

/** The same reaction by the same one again answers 200 with the first. */
function react(call: Call, target: Reacted, detail: Record<string, unknown>): Reply {
  const { world, repo, actor } = call;
  const content = text(call, "content");
  const known = target.reactions.find((one) => one.user === actor.login && one.content === content);
  if (known !== undefined) return ok(reactionJson(world, known));
  const made = { id: world.id(), user: actor.login, content };
  target.reactions.push(made);
  world.effect(actor, "reaction", repo, { ...detail, content });
  return ok(reactionJson(world, made), 201);
}

function unreact(call: Call, target: Reacted): Reply {
  const id = number(call, "reaction_id");
  const index = target.reactions.findIndex((one) => one.id === id);
  if (index === -1) throw notFound();
  target.reactions.splice(index, 1);
  return noContent;
}

const issue = `${base}/issues/{issue_number}`;
const comment = `${base}/issues/comments/{comment_id}`;
export const commentRoutes: Route[] = [
  {
    method: "GET",
    path: `${issue}/comments`,
    need: read,
    handle: (call) => {
      const since = call.query.get("since");
      const all = commentsOf(call.repo, issueOf(call).number).filter(
        (one) => since === null || one.updatedAt >= new Date(since),
      );
      return paged(call, all, (one) => commentJson(call.world, call.repo, one));
    },
  },
  { method: "POST", path: `${issue}/comments`, need: write, handle: create },
  {
    method: "GET",
    path: `${base}/issues/comments`,
    need: read,
    handle: (call) => paged(call, call.repo.comments, (one) => commentJson(call.world, call.repo, one)),
  },
  {
    method: "GET",
    path: comment,
    need: read,
    handle: (call) => ok(commentJson(call.world, call.repo, commentOf(call))),
  },
  { method: "PATCH", path: comment, need: write, handle: update },
  { method: "DELETE", path: comment, need: write, handle: remove },
  {
    method: "GET",
    path: `${comment}/reactions`,
    need: read,
    handle: (call) => paged(call, commentOf(call).reactions, (one) => reactionJson(call.world, one)),
  },
  {
    method: "POST",
    path: `${comment}/reactions`,
    need: write,
    handle: (call) =>
      react(call, commentOf(call), { number: commentOf(call).issue, comment: commentOf(call).id }),
  },
  {
    method: "DELETE",
    path: `${comment}/reactions/{reaction_id}`,
    need: write,
    handle: (call) => unreact(call, commentOf(call)),
  },
  {
    method: "GET",
    path: `${issue}/reactions`,
    need: read,
    handle: (call) => paged(call, issueOf(call).reactions, (one) => reactionJson(call.world, one)),
  },
  {
    method: "POST",
    path: `${issue}/reactions`,
    need: write,
    handle: (call) => react(call, issueOf(call), { number: issueOf(call).number }),
  },
  {
    method: "DELETE",
    path: `${issue}/reactions/{reaction_id}`,
    need: write,
    handle: (call) => unreact(call, issueOf(call)),
  },
];
