/** Reviews of pull requests and their line comments. */
import { invalid, notFound, number, ok, optionalText, paged, text } from "../router.js";
import type { Call, Reply, Route } from "../router.js";
import type { Review, ReviewComment } from "../records.js";
import { reviewCommentJson, reviewJson } from "../shape/pull.js";
import { pullOf } from "./pulls.js";

const base = "/repos/{owner}/{repo}/pulls/{pull_number}";
const states: Record<string, Review["state"]> = {
  APPROVE: "APPROVED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
  COMMENT: "COMMENTED",
};

function createReview(call: Call): Reply {
  const { world, repo, actor } = call;
  const pull = pullOf(call);
  const event = optionalText(call, "event");
  const state = event === undefined ? "PENDING" : (states[event] ?? "COMMENTED");
  if (actor.login === pull.author && (state === "APPROVED" || state === "CHANGES_REQUESTED"))
    throw invalid("Unprocessable Entity", ["Can not approve your own pull request"]);
  const review: Review = {
    id: world.id(),
    pull: pull.number,
    user: actor.login,
    state,
    body: optionalText(call, "body") ?? "",
    commitId: optionalText(call, "commit_id") ?? pull.head.sha,
    at: world.now(),
  };
  repo.reviews.push(review);
  const given = (call.body["comments"] ?? []) as { path: string; body: string; line?: number }[];
  for (const one of given)
    addLine(call, { ...one, line: one.line ?? null, reviewId: review.id, inReplyTo: null });
  world.effect(actor, "review", repo, {
    number: pull.number,
    state,
    body: review.body,
    comments: given.length,
  });
  return ok(reviewJson(world, repo, review));
}

function addLine(
  call: Call,
  given: Pick<ReviewComment, "path" | "body" | "line" | "reviewId" | "inReplyTo">,
): ReviewComment {
  const pull = pullOf(call);
  const made: ReviewComment = {
    id: call.world.id(),
    pull: pull.number,
    reviewId: given.reviewId,
    user: call.actor.login,
    body: given.body,
    path: given.path,
    line: given.line,
    commitId: pull.head.sha,
    at: call.world.now(),
    inReplyTo: given.inReplyTo,
  };
  call.repo.reviewComments.push(made);
  return made;
}

function createLine(call: Call): Reply {
  const { world, repo, actor } = call;
  const line = call.body["line"];
  const made = addLine(call, {
    path: text(call, "path"),
    body: text(call, "body"),
    line: typeof line === "number" ? line : null,
    reviewId: null,
    inReplyTo: null,
  });
  world.effect(actor, "review", repo, {
    number: made.pull,
    path: made.path,
    line: made.line,
    body: made.body,
  });
  return ok(reviewCommentJson(world, repo, made), 201);
}

function reply(call: Call): Reply {
  const to = call.repo.reviewComments.find((one) => one.id === number(call, "comment_id"));
  if (to === undefined) throw notFound();
  const made = addLine(call, { ...to, body: text(call, "body"), inReplyTo: to.id });
  call.world.effect(call.actor, "comment", call.repo, {
    number: made.pull,
    id: made.id,
    body: made.body,
    pull: true,
  });
  return ok(reviewCommentJson(call.world, call.repo, made), 201);
}

export const reviewRoutes: Route[] = [
  {
    method: "GET",
    path: `${base}/reviews`,
    need: "pull_requests:read",
    handle: (call) => {
      const all = call.repo.reviews.filter((one) => one.pull === pullOf(call).number);
      return paged(call, all, (one) => reviewJson(call.world, call.repo, one));
    },
  },
  { method: "POST", path: `${base}/reviews`, need: "pull_requests:write", handle: createReview },
  {
    method: "GET",
    path: `${base}/comments`,
    need: "pull_requests:read",
    handle: (call) => {
      const all = call.repo.reviewComments.filter((one) => one.pull === pullOf(call).number);
      return paged(call, all, (one) => reviewCommentJson(call.world, call.repo, one));
    },
  },
  { method: "POST", path: `${base}/comments`, need: "pull_requests:write", handle: createLine },
  {
    method: "POST",
    path: `${base}/comments/{comment_id}/replies`,
    need: "pull_requests:write",
    handle: reply,
  },
];
