import { HealError } from "../core/errors.js";
import type { RepositoryRef } from "../events/event.js";
import { type Client } from "./client.js";
import { orNull } from "./errors.js";
import { makeIssue } from "./new-issue.js";
import { isAppLogin, type AppLogin } from "./app-login.js";
import type { Comment, Issue, Issues } from "./port.js";
import { roleOf } from "./role.js";

interface ApiIssue {
  number: number;
  html_url: string;
  title: string;
  body?: string | null;
  state: string;
  user: { login: string; type?: string } | null;
}

const issueOf = (issue: ApiIssue, login: string): Issue => ({
  number: issue.number,
  url: issue.html_url,
  title: issue.title,
  body: issue.body ?? "",
  state: issue.state === "open" ? "open" : "closed",
  own: isAppLogin(issue.user, login),
});

/**
 * Was the answer another repository's? A moved issue is redirected (301, docs: Get an issue) to `/repositories/<id>/issues/<n>`;
 * so is one of a renamed repository, to the same id and number.
 */
function isElsewhere(url: string, got: number, { id }: RepositoryRef, asked: number): boolean {
  const to = /\/repositories\/(\d+)\/issues\/\d+$/.exec(new URL(url).pathname)?.[1];
  return got !== asked || (to !== undefined && id !== null && to !== String(id));
}

export function createIssues(client: Client, ownLogin: AppLogin): Issues {
  const read = { issues: "read" } as const;
  const write = { issues: "write" } as const;
  return {
    issue: async (repository, number) => {
      const login = await ownLogin();
      return orNull(
        client.as(repository, read, async (octokit, at) => {
          const { data, url } = await octokit.rest.issues.get({ ...at, issue_number: number });
          if (isElsewhere(url, data.number, repository, number))
            throw new HealError("HEAL_GITHUB_GONE", `issue ${number} was moved to another repository`);
          return issueOf(data, login);
        }),
      );
    },

    createIssue: async (repository, issue) => {
      const login = await ownLogin();
      return client.as(repository, write, async (octokit, at) => {
        const { made, left } = await makeIssue(issue, (part) =>
          octokit.rest.issues.create({ ...at, ...part }),
        );
        return { ...issueOf(made.data, login), left };
      });
    },

    updateIssue: (repository, number, change) =>
      client.as(repository, write, async (octokit, at) => {
        await octokit.rest.issues.update({ ...at, issue_number: number, ...change });
      }),

    ownIssues: async (repository) => {
      const creator = await ownLogin();
      return client.as(repository, read, async (octokit, at) => {
        const { data } = await octokit.rest.issues.listForRepo({
          ...at,
          creator,
          state: "all",
          sort: "created",
          direction: "desc",
          per_page: 100,
        });
        return data.filter((issue) => !issue.pull_request).map((issue) => issueOf(issue, creator));
      });
    },

    comments: async (repository, number, since) => {
      const login = await ownLogin();
      return client.as(repository, read, async (octokit, at) => {
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
              own: isAppLogin(comment.user, login),
              body: comment.body ?? "",
              url: comment.html_url,
            });
          if (data.length < 100) break;
        }
        return comments;
      });
    },

    comment: (repository, number, body) =>
      client.as(repository, write, async (octokit, at) => {
        const { data } = await octokit.rest.issues.createComment({ ...at, issue_number: number, body });
        return {
          id: data.id,
          author: data.user?.login ?? "",
          own: true,
          body: data.body ?? "",
          url: data.html_url,
        };
      }),

    updateComment: (repository, commentId, body) =>
      client.as(repository, write, async (octokit, at) => {
        await octokit.rest.issues.updateComment({ ...at, comment_id: commentId, body });
      }),

    assign: (repository, number, login) =>
      client.as(repository, write, async (octokit, at) => {
        const { data } = await octokit.rest.issues.addAssignees({
          ...at,
          issue_number: number,
          assignees: [login],
        });
        return (data.assignees ?? []).map((one) => one.login);
      }),

    react: (repository, { id, review }, content) => {
      const reaction = { comment_id: id, content };
      return review
        ? client.as(repository, { pull_requests: "write" }, async (octokit, at) => {
            await octokit.rest.reactions.createForPullRequestReviewComment({ ...at, ...reaction });
          })
        : client.as(repository, write, async (octokit, at) => {
            await octokit.rest.reactions.createForIssueComment({ ...at, ...reaction });
          });
    },

    permission: (repository, login) =>
      client.as(repository, { metadata: "read" }, async (octokit, at) => {
        const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({ ...at, username: login });
        return roleOf(data);
      }),
  };
}
