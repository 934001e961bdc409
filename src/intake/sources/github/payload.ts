import { z } from "zod";

// Only what heal reads is named; unknown keys are GitHub's business. Shapes: docs, "Webhook events and payloads".
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
const user = z.looseObject({ login: text, type: z.string().nullish() }).nullish();

/** docs: `issues` and `pull_request` with the action `labeled` name the label that was set. */
const label = z.looseObject({ name: text }).nullish();

export const repository = z.looseObject({
  id: z.number(),
  full_name: z.string(),
  default_branch: z.string().nullish(),
});

/** What every event of a repository has around it. */
export const envelope = z.looseObject({
  action: z.string().nullish(),
  repository: repository.nullish(),
  installation: z.looseObject({ id: z.number() }).nullish(),
});

export const workflowRun = z.looseObject({
  repository,
  workflow: z.looseObject({ name: text, path: text }).nullish(),
  workflow_run: z.looseObject({
    id: z.number(),
    name: text,
    path: text,
    display_title: text,
    run_attempt: z.number().nullish(),
    head_branch: text,
    head_sha: z.string(),
    event: text,
    conclusion: z.string().nullish(),
    actor: user,
    triggering_actor: user,
    head_repository: z.looseObject({ id: z.number().nullish(), full_name: z.string().nullish() }).nullish(),
    pull_requests: z
      .array(
        z.looseObject({
          number: z.number(),
          base: z.looseObject({ repo: z.looseObject({ id: z.number() }).nullish() }).nullish(),
        }),
      )
      .nullish()
      .transform((list) => list ?? []),
    html_url: text,
    run_started_at: z.string().nullish(),
    updated_at: z.string().nullish(),
  }),
});

export const checkRun = z.looseObject({
  action: z.string(),
  repository,
  check_run: z.looseObject({ id: z.number() }),
  requested_action: z.looseObject({ identifier: text }).nullish(),
  sender: user,
});

export const workflowJob = z.looseObject({
  repository,
  workflow_job: z.looseObject({
    id: z.number(),
    run_id: z.number(),
    run_attempt: z.number().nullish(),
    workflow_name: text,
    head_branch: text,
    head_sha: text,
    name: text,
    conclusion: z.string().nullish(),
    created_at: z.string().nullish(),
    started_at: z.string().nullish(),
    completed_at: z.string().nullish(),
  }),
});

const comment = z.looseObject({
  id: z.number(),
  user,
  body: text,
  created_at: z.string().nullish(),
  performed_via_github_app: z.unknown().optional(),
});

export const issueComment = z.looseObject({
  repository,
  issue: z.looseObject({ number: z.number(), pull_request: z.unknown().optional() }),
  comment,
});

export const reviewComment = z.looseObject({
  repository,
  pull_request: z.looseObject({ number: z.number() }),
  comment,
});

export const issue = z.looseObject({
  action: z.string(),
  repository,
  sender: user,
  label,
  /** Only `issue_comment` has one. */
  comment: z.unknown().optional(),
  /** Only of `assigned` and `unassigned`. */
  assignee: user,
  issue: z.looseObject({ number: z.number(), closed_at: z.string().nullish() }),
});

export const pullRequest = z.looseObject({
  action: z.string(),
  sender: user,
  label,
  repository,
  pull_request: z.looseObject({
    number: z.number(),
    body: text,
    user,
    merged: z.boolean().nullish(),
    updated_at: z.string().nullish(),
    head: z.looseObject({
      sha: z.string(),
      ref: z.string(),
      repo: z.looseObject({ id: z.number() }).nullish(),
    }),
  }),
});

const paths = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);

export const push = z.looseObject({
  ref: z.string(),
  after: z.string(),
  deleted: z.boolean().nullish(),
  repository,
  commits: z
    .array(z.looseObject({ added: paths, removed: paths, modified: paths, timestamp: z.string().nullish() }))
    .nullish()
    .transform((list) => list ?? []),
});

/** docs: "Webhook events and payloads", `repository`: what changed stands with the value that was. */
export const repositoryEvent = z.looseObject({
  action: z.string(),
  changes: z
    .looseObject({
      repository: z.looseObject({ name: z.looseObject({ from: z.string() }).nullish() }).nullish(),
      owner: z
        .looseObject({
          from: z.looseObject({
            user: z.looseObject({ login: z.string() }).nullish(),
            organization: z.looseObject({ login: z.string() }).nullish(),
          }),
        })
        .nullish(),
    })
    .nullish(),
});

const named = z.array(z.looseObject({ id: z.number(), full_name: z.string() })).nullish();

export const installation = z.looseObject({
  action: z.string(),
  installation: z.looseObject({
    id: z.number(),
    account: z.looseObject({ login: z.string().nullish(), slug: z.string().nullish() }).nullish(),
  }),
  repositories: named,
  repositories_added: named,
  repositories_removed: named,
});

export const installationTarget = z.looseObject({
  action: z.string(),
  installation: z.looseObject({ id: z.number() }),
  account: z.looseObject({ login: z.string().nullish() }),
  changes: z.looseObject({ login: z.looseObject({ from: z.string() }).nullish() }),
});

export type WorkflowJob = z.infer<typeof workflowJob>;
export type WorkflowRun = z.infer<typeof workflowRun>;
