import { split, type Client } from "./client.js";
import { orNull } from "./errors.js";
import { isBot, isAppLogin, type AppLogin } from "./app-login.js";
import type { Pull, Pulls } from "./port.js";

/** GitHub lists no more (docs: REST, "List pull requests files"). */
const FILES_MOST = 3_000;

interface ApiPull {
  number: number;
  node_id: string;
  html_url: string;
  title: string;
  body: string | null;
  user: { login: string; type?: string } | null;
  state: string;
  draft?: boolean;
  merged_at: string | null;
  head: { sha: string; ref: string; repo: { id: number } | null };
  base: { ref: string; sha: string; repo: { id: number } };
}

const pullOf = (pull: ApiPull, login: string): Pull => ({
  number: pull.number,
  nodeId: pull.node_id,
  url: pull.html_url,
  title: pull.title,
  body: pull.body ?? "",
  author: pull.user?.login ?? "",
  byBot: isBot(pull.user),
  own: isAppLogin(pull.user, login),
  state: pull.state === "open" ? "open" : "closed",
  draft: pull.draft ?? false,
  merged: pull.merged_at !== null,
  headSha: pull.head.sha,
  headRef: pull.head.ref,
  headRepositoryId: pull.head.repo?.id ?? null,
  baseRef: pull.base.ref,
  baseSha: pull.base.sha,
  baseRepositoryId: pull.base.repo.id,
});

export function createPulls(client: Client, ownLogin: AppLogin): Pulls {
  const read = { pull_requests: "read" } as const;
  const write = { pull_requests: "write" } as const;
  // GitHub asks for `contents: write` besides, though nothing is written there (seen live: argoproj/argo-workflows#16639, cli/cli
  // discussion 6924); without it: "Resource not accessible by integration".
  const draft = { pull_requests: "write", contents: "write" } as const;
  const newestFirst = { state: "all", sort: "created", direction: "desc" } as const;
  return {
    pull: async (repository, number) => {
      const login = await ownLogin();
      return orNull(
        client.as(repository, read, async (octokit, at) =>
          pullOf((await octokit.rest.pulls.get({ ...at, pull_number: number })).data, login),
        ),
      );
    },

    pullOf: async (repository, branch) => {
      const login = await ownLogin();
      return client.as(repository, read, async (octokit, at) => {
        const head = `${split(repository.fullName).owner}:${branch}`;
        const { data } = await octokit.rest.pulls.list({ ...at, head, ...newestFirst, per_page: 1 });
        return data[0] ? pullOf(data[0], login) : null;
      });
    },

    newestPull: (repository) =>
      client.as(repository, read, async (octokit, at) => {
        const { data } = await octokit.rest.pulls.list({ ...at, ...newestFirst, per_page: 1 });
        return data[0]?.number ?? 0;
      }),

    pullFiles: (repository, number) =>
      client.as(repository, read, async (octokit, at) => {
        const files: Awaited<ReturnType<Pulls["pullFiles"]>>["files"] = [];
        for (let page = 1; page <= FILES_MOST / 100; page++) {
          const { data } = await octokit.rest.pulls.listFiles({
            ...at,
            pull_number: number,
            per_page: 100,
            page,
          });
          files.push(
            ...data.map(({ filename, previous_filename, status }) => ({
              filename,
              previous_filename,
              status,
            })),
          );
          if (data.length < 100) return { files, whole: true };
        }
        return { files, whole: false };
      }),

    pullAuthors: (repository, number) =>
      client.as(repository, read, async (octokit, at) => {
        const authors: (string | null)[] = [];
        // GitHub lists at most 250 commits of a pull request.
        for (let page = 1; page <= 3; page++) {
          const { data } = await octokit.rest.pulls.listCommits({
            ...at,
            pull_number: number,
            per_page: 100,
            page,
          });
          authors.push(...data.map(({ author }) => author?.login ?? null));
          if (data.length < 100) break;
        }
        return authors;
      }),

    openPull: async (repository, pull) => {
      const login = await ownLogin();
      return client.as(repository, write, async (octokit, at) =>
        pullOf((await octokit.rest.pulls.create({ ...at, ...pull })).data, login),
      );
    },

    updatePull: (repository, number, change) =>
      client.as(repository, write, async (octokit, at) => {
        await octokit.rest.pulls.update({ ...at, pull_number: number, ...change });
      }),

    // REST moves no pull request out of draft or back; only these mutations do (docs: GraphQL, mutations).
    markReady: (repository, pull) =>
      client.as(repository, draft, async (octokit) => {
        await octokit.graphql(
          `mutation ($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } } }`,
          { id: pull.nodeId },
        );
      }),

    // Who merges into a branch writes its contents (docs: REST, "Update a pull request branch").
    updateBranch: (repository, number, expectedHead) =>
      client.as(repository, draft, async (octokit, at) => {
        await octokit.rest.pulls.updateBranch({
          ...at,
          pull_number: number,
          expected_head_sha: expectedHead,
        });
      }),

    convertToDraft: (repository, pull) =>
      client.as(repository, draft, async (octokit) => {
        await octokit.graphql(
          `mutation ($id: ID!) { convertPullRequestToDraft(input: { pullRequestId: $id }) { pullRequest { isDraft } } }`,
          { id: pull.nodeId },
        );
      }),
  };
}
