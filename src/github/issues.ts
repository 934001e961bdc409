import { type Client } from "./client.js";
import { orNull } from "./errors.js";
import type { Comment, Issue, Issues } from "./port.js";

interface ApiIssue {
  number: number;
  html_url: string;
  title: string;
  body?: string | null;
  state: string;
}

const issueOf = (issue: ApiIssue): Issue => ({
  number: issue.number,
  url: issue.html_url,
  title: issue.title,
  body: issue.body ?? "",
  state: issue.state === "open" ? "open" : "closed",
});

/** `login`: the App's own user, `<slug>[bot]`. */
export function createIssues(client: Client, login: () => Promise<string>): Issues {
  const read = { issues: "read" } as const;
  const write = { issues: "write" } as const;
  return {
    issue: (repository, number) =>
      orNull(
        client.as(repository, read, async (octokit, at) =>
          issueOf((await octokit.rest.issues.get({ ...at, issue_number: number })).data),
        ),
      ),

    createIssue: (repository, issue) =>
      client.as(repository, write, async (octokit, at) =>
        issueOf((await octokit.rest.issues.create({ ...at, ...issue })).data),
      ),

    updateIssue: (repository, number, change) =>
      client.as(repository, write, async (octokit, at) => {
        await octokit.rest.issues.update({ ...at, issue_number: number, ...change });
      }),

    ownIssues: async (repository) => {
      const creator = await login();
      return client.as(repository, read, async (octokit, at) => {
        const { data } = await octokit.rest.issues.listForRepo({
          ...at,
          creator,
          state: "all",
          sort: "created",
          direction: "desc",
          per_page: 100,
        });
        return data.filter((issue) => !issue.pull_request).map(issueOf);
      });
    },

    comments: (repository, number, since) =>
      client.as(repository, read, async (octokit, at) => {
        const comments: Comment[] = [];
        for (let page = 1; page <= 3; page++) {
          const { data } = await octokit.rest.issues.listComments({
            ...at,
            issue_number: number,
            since: since.toISOString(),
            per_page: 100,
            page,
          });
          for (const comment of data)
            comments.push({
              id: comment.id,
              author: comment.user?.login ?? "",
              body: comment.body ?? "",
              url: comment.html_url,
            });
          if (data.length < 100) break;
        }
        return comments;
      }),

    comment: (repository, number, body) =>
      client.as(repository, write, async (octokit, at) => {
        const { data } = await octokit.rest.issues.createComment({ ...at, issue_number: number, body });
        return { id: data.id, author: data.user?.login ?? "", body: data.body ?? "", url: data.html_url };
      }),

    react: (repository, commentId, reaction) =>
      client.as(repository, write, async (octokit, at) => {
        await octokit.rest.reactions.createForIssueComment({
          ...at,
          comment_id: commentId,
          content: reaction,
        });
      }),

    permission: (repository, login) =>
      client.as(repository, { metadata: "read" }, async (octokit, at) => {
        const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({ ...at, username: login });
        // `role_name` knows maintain and triage; `permission` folds them into write and read.
        return data.role_name || data.permission;
      }),
  };
}
