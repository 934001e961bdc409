import { split, type Client } from "./client.js";
import { orNull } from "./errors.js";
import type { Pull, PullFile, Pulls } from "./port.js";

interface ApiPull {
  number: number;
  node_id: string;
  html_url: string;
  title: string;
  body: string | null;
  user: { login: string } | null;
  state: string;
  draft?: boolean;
  merged_at: string | null;
  head: { sha: string; ref: string };
  base: { ref: string };
}

const pullOf = (pull: ApiPull): Pull => ({
  number: pull.number,
  nodeId: pull.node_id,
  url: pull.html_url,
  title: pull.title,
  body: pull.body ?? "",
  author: pull.user?.login ?? "",
  state: pull.state === "open" ? "open" : "closed",
  draft: pull.draft ?? false,
  merged: pull.merged_at !== null,
  headSha: pull.head.sha,
  headRef: pull.head.ref,
  baseRef: pull.base.ref,
});

export function createPulls(client: Client): Pulls {
  const read = { pull_requests: "read" } as const;
  const write = { pull_requests: "write" } as const;
  return {
    pull: (repository, number) =>
      orNull(
        client.as(repository, read, async (octokit, at) =>
          pullOf((await octokit.rest.pulls.get({ ...at, pull_number: number })).data),
        ),
      ),

    pullOf: (repository, branch) =>
      client.as(repository, read, async (octokit, at) => {
        const head = `${split(repository.fullName).owner}:${branch}`;
        const { data } = await octokit.rest.pulls.list({
          ...at,
          head,
          state: "all",
          sort: "created",
          direction: "desc",
          per_page: 1,
        });
        return data[0] ? pullOf(data[0]) : null;
      }),

    pullFiles: (repository, number) =>
      client.as(repository, read, async (octokit, at) => {
        const files: PullFile[] = [];
        // GitHub lists at most 3,000 files of a pull request; a fix never has near as many, so 300 is enough to refuse it.
        for (let page = 1; page <= 3; page++) {
          const { data } = await octokit.rest.pulls.listFiles({
            ...at,
            pull_number: number,
            per_page: 100,
            page,
          });
          files.push(...data);
          if (data.length < 100) break;
        }
        return files;
      }),

    openPull: (repository, pull) =>
      client.as(repository, write, async (octokit, at) =>
        pullOf((await octokit.rest.pulls.create({ ...at, ...pull })).data),
      ),

    updatePull: (repository, number, change) =>
      client.as(repository, write, async (octokit, at) => {
        await octokit.rest.pulls.update({ ...at, pull_number: number, ...change });
      }),

    // REST cannot take a pull request out of draft; only this mutation can (docs: GraphQL, markPullRequestReadyForReview).
    markReady: (repository, pull) =>
      client.as(repository, write, async (octokit) => {
        await octokit.graphql(
          `mutation ($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } } }`,
          { id: pull.nodeId },
        );
      }),
  };
}
