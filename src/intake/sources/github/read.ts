import type { RepositoryRef } from "../../../events/event.js";
import { STOP_LABEL, type Reading, type Signal } from "../../../events/signal.js";
import { ignored } from "../../alert.js";
import type { ReadableDelivery } from "../../source.js";
import { repositoryName, safe, time } from "../../text.js";
import * as payload from "./payload.js";
import { asOf } from "./as-of.js";
import { installation, installationTarget, repositoryChanged } from "./installation.js";
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

const onlyWritten = ignored("commands count when written, not when edited or deleted");

const issueComment: Read = (delivery, repository) => {
  if (delivery.action !== "created") return onlyWritten;
  const { issue, comment } = payload.issueComment.parse(delivery.json);
  const pullRequest = issue.pull_request !== undefined && issue.pull_request !== null;
  return said(comment, { repository, issue: issue.number, pullRequest, review: false }, delivery);
};

/** docs: "Webhook events and payloads", `pull_request_review_comment`: a comment on a line of a pull request. */
const reviewComment: Read = (delivery, repository) => {
  if (delivery.action !== "created") return onlyWritten;
  const { pull_request: pull, comment } = payload.reviewComment.parse(delivery.json);
  return said(comment, { repository, issue: pull.number, pullRequest: true, review: true }, delivery);
};

const said = (
  comment: ReturnType<typeof payload.reviewComment.parse>["comment"],
  where: { repository: RepositoryRef; issue: number; pullRequest: boolean; review: boolean },
  { receivedAt }: ReadableDelivery,
): Reading => ({
  signals: [
    {
      kind: "comment",
      ...where,
      commentId: comment.id,
      author: safe(comment.user?.login),
      bot: isBot(comment.user) || (comment.performed_via_github_app ?? null) !== null,
      body: safe(comment.body, COMMENT),
      at: time(comment.created_at, receivedAt),
    },
  ],
});

/** Why an issue is no longer where it was (docs: Webhook events and payloads, `issues`). */
const GONE = new Map([
  ["deleted", "deleted"],
  ["transferred", "moved to another repository"],
]);

/** The label that stops heal; names of labels are the same in any case. */
function stopLabels(
  { receivedAt }: ReadableDelivery,
  repository: RepositoryRef,
  set: { number: number; sender: Parameters<typeof isBot>[0]; label: { name: string } | null | undefined },
): Signal[] {
  if (set.label?.name.toLowerCase() !== STOP_LABEL) return [];
  const [by, bot] = [safe(set.sender?.login), isBot(set.sender)];
  return [{ kind: "labelled", repository, issue: set.number, label: STOP_LABEL, by, bot, at: receivedAt }];
}

const issueEnded: Read = (delivery, repository) => {
  const how = GONE.get(delivery.action ?? "");
  if (how !== undefined) {
    const { issue, sender, comment } = payload.issue.parse(delivery.json);
    // The header that names the event is not signed: a comment that was deleted took no issue with it.
    if (comment !== undefined) return ignored("a body with the part comment is another event's");
    const [by, at] = [safe(sender?.login), delivery.receivedAt];
    return { signals: [{ kind: "issue-gone", repository, issue: issue.number, by, how, at }] };
  }
  if (delivery.action === "assigned") return issueAssigned(delivery, repository);
  if (delivery.action === "labeled") {
    const { issue, sender, label } = payload.issue.parse(delivery.json);
    const signals = stopLabels(delivery, repository, { number: issue.number, sender, label });
    return signals.length > 0 ? { signals } : ignored("the label is not one that heal reads");
  }
  if (delivery.action !== "closed")
    return ignored("of issues, only their end, their assignees, labels and comments concern heal");
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

const issueAssigned: Read = (delivery, repository) => {
  const { issue, sender, assignee, comment } = payload.issue.parse(delivery.json);
  if (comment !== undefined) return ignored("a body with the part comment is another event's");
  return {
    signals: [
      {
        kind: "issue-assigned",
        repository,
        issue: issue.number,
        by: safe(sender?.login),
        assignee: safe(assignee?.login),
        bot: isBot(sender),
        at: delivery.receivedAt,
      },
    ],
  };
};

const pullRequest: Read = (delivery, repository) => {
  const { action, pull_request: pull, sender, label } = payload.pullRequest.parse(delivery.json);
  return {
    signals: [
      ...(action === "labeled"
        ? stopLabels(delivery, repository, { number: pull.number, sender, label })
        : []),
      {
        kind: "pull-request",
        repository,
        action: safe(action),
        number: pull.number,
        headSha: safe(pull.head.sha),
        headRef: safe(pull.head.ref),
        fork: pull.head.repo?.id !== repository.id,
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
  const branch = safe(pushed.ref.slice(BRANCH.length));
  if (pushed.deleted)
    return { signals: [{ kind: "branch-gone", repository, branch, at: delivery.receivedAt }] };
  const touched = new Set<string>();
  for (const commit of pushed.commits)
    for (const path of [...commit.added, ...commit.modified, ...commit.removed])
      if (touched.size < TOUCHED) touched.add(safe(path, 1_000));
  return {
    signals: [
      {
        kind: "push",
        repository,
        branch,
        headSha: safe(pushed.after),
        defaultBranch: safe(pushed.repository.default_branch ?? ""),
        touched: [...touched],
        at: time(pushed.commits.at(-1)?.timestamp, delivery.receivedAt),
      },
    ],
  };
};

const checkRun: Read = (delivery, repository) => {
  const {
    action,
    check_run: check,
    requested_action: pressed,
    sender,
  } = payload.checkRun.parse(delivery.json);
  if (action !== "requested_action" && action !== "rerequested")
    return ignored("workflow runs are followed, not their check runs");
  return {
    signals: [
      {
        kind: "check-run",
        repository,
        checkRunId: check.id,
        button: action === "rerequested" ? null : safe(pressed?.identifier, 20),
        author: safe(sender?.login),
        bot: isBot(sender),
        at: delivery.receivedAt,
      },
    ],
  };
};

const readers: ReadonlyMap<string, Read> = new Map([
  ["workflow_run", workflowRun],
  ["workflow_job", workflowJob],
  ["issue_comment", issueComment],
  ["pull_request_review_comment", reviewComment],
  ["check_run", checkRun],
  ["issues", issueEnded],
  ["pull_request", pullRequest],
  ["push", push],
  ["repository", repositoryChanged],
]);

/** Why an event that heal subscribes to, or may be sent, has no meaning for it yet. */
const noUse: ReadonlyMap<string, string> = new Map([
  ["ping", "GitHub asked whether anybody listens"],
  ["check_suite", "workflow runs are followed, not their check suites"],
  ["status", "workflow runs are followed, not commit statuses"],
  ["deployment", "a deployment is judged by the run that made it"],
  ["deployment_status", "a deployment is judged by the run that made it"],
  ["code_scanning_alert", "findings of scanners are not failures of a pipeline"],
  ["dependabot_alert", "findings of scanners are not failures of a pipeline"],
  ["secret_scanning_alert", "findings of scanners are not failures of a pipeline"],
  ["merge_group", "the runs of a merge group are followed themselves"],
]);

const useless = ({ event }: ReadableDelivery): Reading =>
  ignored(noUse.get(event) ?? `heal has no use for the event ${safe(event, 60)}`);

export function read(delivery: ReadableDelivery): Reading {
  if (delivery.event === "installation" || delivery.event === "installation_repositories")
    return installation(delivery);
  if (delivery.event === "installation_target") return installationTarget(delivery);
  const reader = readers.get(delivery.event) ?? useless;
  const { repository, installation: from } = payload.envelope.parse(delivery.json);
  if (!repository) return reader === useless ? useless(delivery) : ignored("the event names no repository");
  const fullName = repositoryName(repository.full_name);
  if (fullName === null) return ignored("the repository's name is not owner/name");
  const of: RepositoryRef = { fullName, id: repository.id, installationId: from?.id ?? null };
  return { ...reader(delivery, of), of, asOf: asOf(delivery.json, delivery.receivedAt) };
}
