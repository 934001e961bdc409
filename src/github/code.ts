import { HealError } from "../core/errors.js";
import { limits } from "../core/limits.js";
import { readChecks } from "./checks.js";
import { type Client, type Octokit } from "./client.js";
import { orNull } from "./errors.js";
import { isAppLogin, type AppLogin } from "./app-login.js";
import type { Code, FileChange } from "./port.js";

type At = { owner: string; repo: string };

const COMPARED_MOST = 300;

/** Blobs first, then one tree over the base commit's tree, so nothing but the named files changes. */
async function treeOf(
  octokit: Octokit,
  at: At,
  baseTree: string,
  files: readonly FileChange[],
): Promise<string> {
  const tree = [];
  for (const file of files) {
    const mode = file.executable ? ("100755" as const) : ("100644" as const);
    if (file.content === null) {
      tree.push({ path: file.path, mode, type: "blob" as const, sha: null });
      continue;
    }
    const blob = await octokit.rest.git.createBlob({
      ...at,
      content: Buffer.from(file.content, "utf8").toString("base64"),
      encoding: "base64",
    });
    tree.push({ path: file.path, mode, type: "blob" as const, sha: blob.data.sha });
  }
  return (await octokit.rest.git.createTree({ ...at, base_tree: baseTree, tree })).data.sha;
}

async function contentOf(
  octokit: Octokit,
  at: At,
  path: string,
  ref: string,
): Promise<{ sha: string; bytes: Buffer } | null> {
  const { data } = await octokit.rest.repos.getContent({ ...at, path, ref });
  if (Array.isArray(data) || data.type !== "file") return null;
  if (data.size > limits.fileBytes || data.encoding !== "base64")
    throw new HealError(
      "HEAL_INPUT_INVALID",
      `${path} has ${data.size} bytes; at most ${limits.fileBytes} are read`,
    );
  return { sha: data.sha, bytes: Buffer.from(data.content, "base64") };
}

export function createCode(client: Client, ownLogin: AppLogin): Code {
  const read = { contents: "read" } as const;
  const write = { contents: "write" } as const;
  return {
    defaultBranch: (repository) =>
      client.as(
        repository,
        { metadata: "read" },
        async (octokit, at) => (await octokit.rest.repos.get(at)).data.default_branch,
      ),

    branchHead: (repository, branch) =>
      orNull(
        client.as(
          repository,
          read,
          async (octokit, at) => (await octokit.rest.repos.getBranch({ ...at, branch })).data.commit.sha,
        ),
      ),

    file: async (repository, path, ref) =>
      (
        await orNull(client.as(repository, read, (octokit, at) => contentOf(octokit, at, path, ref)))
      )?.bytes.toString("utf8") ?? null,

    blob: (repository, path, ref) =>
      orNull(client.as(repository, read, (octokit, at) => contentOf(octokit, at, path, ref))),

    modes: (repository, sha) =>
      client.as(repository, read, async (octokit, at) => {
        const { data } = await octokit.rest.git.getTree({ ...at, tree_sha: sha, recursive: "true" });
        return data.truncated ? null : new Map(data.tree.map((entry) => [entry.path, entry.mode]));
      }),

    folder: async (repository, path, ref) =>
      (await orNull(
        client.as(repository, read, async (octokit, at) => {
          const { data } = await octokit.rest.repos.getContent({ ...at, path, ref });
          return Array.isArray(data)
            ? data.filter((entry) => entry.type === "file").map((entry) => entry.name)
            : [];
        }),
      )) ?? [],

    commit: (repository, change) =>
      client.as(repository, write, async (octokit, at) => {
        const base = await octokit.rest.git.getCommit({ ...at, commit_sha: change.base });
        const tree = await treeOf(octokit, at, base.data.tree.sha, change.files);
        // No author given: GitHub then signs the commit as the App's.
        const commit = await octokit.rest.git.createCommit({
          ...at,
          message: change.message,
          tree,
          parents: [change.base],
        });
        await octokit.rest.git.createRef({ ...at, ref: `refs/heads/${change.branch}`, sha: commit.data.sha });
        return commit.data.sha;
      }),

    committed: async (repository, change) => {
      const login = await ownLogin();
      return orNull(
        client.as(repository, write, async (octokit, at) => {
          const head = await octokit.rest.repos.getBranch({ ...at, branch: change.branch });
          const { sha, commit, parents } = head.data.commit;
          // GitHub describes an author it knows no account of as an empty object.
          const author = head.data.commit.author as { login?: string; type?: string } | null;
          const isOurs =
            isAppLogin(author, login) &&
            parents.length === 1 &&
            parents[0]?.sha === change.base &&
            commit.message.trim() === change.message.trim();
          if (!isOurs) return null;
          // Objects are named by their content: making the tree again changes nothing and tells its id.
          const base = await octokit.rest.git.getCommit({ ...at, commit_sha: change.base });
          const tree = await treeOf(octokit, at, base.data.tree.sha, change.files);
          return tree === commit.tree.sha ? sha : null;
        }),
      );
    },

    deleteBranch: (repository, branch) =>
      client.as(repository, write, async (octokit, at) => {
        await octokit.rest.git.deleteRef({ ...at, ref: `heads/${branch}` });
      }),

    checks: (repository, sha) => readChecks(client, repository, sha, ownLogin),

    behind: (repository, branch, sha) =>
      client.as(repository, read, async (octokit, at) => {
        const basehead = `${branch}...${sha}`;
        const asked = { ...at, basehead, per_page: 1 };
        return (await octokit.rest.repos.compareCommitsWithBasehead(asked)).data.behind_by;
      }),

    changes: (repository, base, head) =>
      client.as(repository, read, async (octokit, at) => {
        const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
          ...at,
          basehead: `${base}...${head}`,
          per_page: 1,
        });
        // The first page has all files that GitHub shows, and it shows 300 (docs: REST, "Compare two commits").
        const files = data.files ?? null;
        return files === null || files.length >= COMPARED_MOST ? null : files;
      }),
  };
}
