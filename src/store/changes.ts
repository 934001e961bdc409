import { unpackSmall } from "./body.js";
import type { Db } from "./db.js";

/** A stretch of time. */
export interface Span {
  since: Date;
  until: Date;
}

export interface RunBefore {
  workflow: string;
  workflowPath: string;
  conclusion: string;
  event: string;
  sha: string;
  title: string;
  actor: string;
  url: string;
  /** Null: GitHub did not tell. */
  started: string | null;
  finished_at: Date;
}

/** Finished runs of a repository's own code on its default branch, or of a release, whose branch is its tag; newest first. */
export const runsBefore = (db: Db, repository: string, { since, until }: Span): Promise<RunBefore[]> =>
  db.many<RunBefore>`
    select workflow, workflow_path as "workflowPath", conclusion, event, head_sha as sha, facts ->> 'title' as title,
      facts ->> 'actor' as actor, facts ->> 'url' as url, facts ->> 'startedAt' as started, finished_at
    from runs
    where repository = ${repository} and finished_at >= ${since} and finished_at <= ${until}
      and (on_default_branch or (own_code and event in ('release', 'deployment')))
    order by finished_at desc limit 200`;

/** A larger one tells more of what changed than a page shows. */
const PUSH_BYTES = 256 * 1024;

/** Pushes to any branch of a repository whose bodies are still kept, newest first. */
export async function pushesBefore(
  db: Db,
  repository: string,
  { since, until }: Span,
): Promise<{ received_at: Date; body: Buffer }[]> {
  const rows = await db.many<{ received_at: Date; body: Buffer }>`
    select received_at, body from deliveries
    where repository = ${repository} and part_of is null and received_at >= ${since} and received_at <= ${until}
      and source = 'github' and event = 'push' and octet_length(body) <= ${PUSH_BYTES}
    order by received_at desc, id limit 40`;
  const read = await Promise.all(
    rows.map(async (row) => ({ ...row, body: await unpackSmall(row.body, PUSH_BYTES) })),
  );
  return read.flatMap(({ received_at, body }) => (body === null ? [] : [{ received_at, body }]));
}
