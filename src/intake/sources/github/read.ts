import type { RepositoryRef } from "../../../events/event.js";
import type { Reading } from "../../../events/signal.js";
import { ignored } from "../../alert.js";
import type { ReadableDelivery } from "../../source.js";
import { repositoryName, safe, time } from "../../text.js";
import * as payload from "./payload.js";
import { readJob } from "./job.js";
import { readRun } from "./run.js";

type Read = (delivery: ReadableDelivery, repository: RepositoryRef) => Reading;

/** A comment's whole text: GitHub allows 65,536 characters. */
const COMMENT = 65_536;
/** GitHub lists at most 2,048 commits in a push; more paths than this say "much changed" as well. */
const TOUCHED = 3_000;
const BRANCH = "refs/heads/";

const isBot = (user: { login: string; type?: string | null } | null | undefined): boolean =>
  user?.type === "Bot" || (user?.login.endsWith("[bot]") ?? false);

const workflowRun: Read = (delivery, repository) =>
  delivery.action === "completed"
    ? readRun(payload.workflowRun.parse(delivery.json), repository, delivery.receivedAt)
    : ignored(`a run that is ${delivery.action ?? "under way"} has not ended yet`);

const workflowJob: Read = (delivery, repository) =>
  delivery.action === "completed"
    ? readJob(payload.workflowJob.parse(delivery.json), repository, delivery.receivedAt)
    : ignored("a job's times are read when it has ended");

const issueComment: Read = (delivery, repository) => {
  if (delivery.action !== "created")
    return ignored("commands count when written, not when edited or deleted");
  const { issue, comment } = payload.issueComment.parse(delivery.json);
  return {
    signals: [
      {
        kind: "comment",
        repository,
        issue: issue.number,
        pullRequest: issue.pull_request !== undefined && issue.pull_request !== null,
        commentId: comment.id,
        author: safe(comment.user?.login),
        bot: isBot(comment.user) || (comment.performed_via_github_app ?? null) !== null,
        body: safe(comment.body, COMMENT),
        at: time(comment.created_at, delivery.receivedAt),
      },
    ],
  };
};

const issueClosed: Read = (delivery, repository) => {
  if (delivery.action !== "closed") return ignored("of issues, only their end and comments concern heal");
  const { issue, sender } = payload.issue.parse(delivery.json);
  return {
    signals: [
      {
        kind: "issue-closed",
        repository,
        issue: issue.number,
        by: safe(sender?.login),
        bot: isBot(sender),
        at: time(issue.closed_at, delivery.receivedAt),
      },
    ],
  };
};

const pullRequest: Read = (delivery, repository) => {
  const { action, pull_request: pull } = payload.pullRequest.parse(delivery.json);
  return {
    signals: [
      {
        kind: "pull-request",
        repository,
        action: safe(action),
        number: pull.number,
        headSha: safe(pull.head.sha),
        headRef: safe(pull.head.ref),
        author: safe(pull.user?.login),
        bot: isBot(pull.user),
        body: safe(pull.body, COMMENT),
        merged: pull.merged ?? false,
        at: time(pull.updated_at, delivery.receivedAt),
      },
    ],
  };
};

const push: Read = (delivery, repository) => {
  const pushed = payload.push.parse(delivery.json);
  if (!pushed.ref.startsWith(BRANCH)) return ignored("a tag was pushed");
  if (pushed.deleted) return ignored("a branch was deleted");
  const touched = new Set<string>();
  for (const commit of pushed.commits)
    for (const path of [...commit.added, ...commit.modified, ...commit.removed])
      if (touched.size < TOUCHED) touched.add(safe(path, 1_000));
  return {
    signals: [
      {
        kind: "push",
        repository,
        branch: safe(pushed.ref.slice(BRANCH.length)),
        headSha: safe(pushed.after),
        defaultBranch: safe(pushed.repository.default_branch ?? ""),
        touched: [...touched],
        at: time(pushed.commits.at(-1)?.timestamp, delivery.receivedAt),
      },
    ],
  };
};

function installation(delivery: ReadableDelivery): Reading {
  const body = payload.installation.parse(delivery.json);
  const account = body.installation.account;
  const named = [...body.repositories, ...body.repositories_added, ...body.repositories_removed];
  return {
    signals: [
      {
        kind: "installation",
        installationId: body.installation.id,
        account: safe(account?.login ?? account?.slug),
        action: safe(body.action),
        repositories: named.flatMap((name) => repositoryName(name) ?? []),
        at: delivery.receivedAt,
      },
    ],
  };
}

const readers: ReadonlyMap<string, Read> = new Map([
  ["workflow_run", workflowRun],
  ["workflow_job", workflowJob],
  ["issue_comment", issueComment],
  ["issues", issueClosed],
  ["pull_request", pullRequest],
  ["push", push],
]);

/** Why an event that heal subscribes to, or may be sent, has no meaning for it yet. */
const noUse: ReadonlyMap<string, string> = new Map([
  ["ping", "GitHub asked whether anybody listens"],
  ["check_run", "workflow runs are followed, not their check runs"],
  ["check_suite", "workflow runs are followed, not their check suites"],
  ["status", "workflow runs are followed, not commit statuses"],
  ["deployment", "a deployment is judged by the run that made it"],
  ["deployment_status", "a deployment is judged by the run that made it"],
  ["repository", "repositories are read when something happens in them"],
  ["code_scanning_alert", "findings of scanners are not failures of a pipeline"],
  ["dependabot_alert", "findings of scanners are not failures of a pipeline"],
  ["secret_scanning_alert", "findings of scanners are not failures of a pipeline"],
  ["merge_group", "the runs of a merge group are followed themselves"],
]);

export function read(delivery: ReadableDelivery): Reading {
  if (delivery.event === "installation" || delivery.event === "installation_repositories")
    return installation(delivery);
  const reader = readers.get(delivery.event);
  if (!reader)
    return ignored(noUse.get(delivery.event) ?? `heal has no use for the event ${safe(delivery.event, 60)}`);
  const { repository, installation: from } = payload.envelope.parse(delivery.json);
  if (!repository) return ignored("the event names no repository");
  const fullName = repositoryName(repository.full_name);
  if (fullName === null) return ignored("the repository's name is not owner/name");
  return reader(delivery, { fullName, id: repository.id, installationId: from?.id ?? null });
}
