export interface GithubOptions {
  /** Where REST begins, e.g. `http://127.0.0.1:1234/api/v3`. */
  apiUrl: string;
  gitUrl?: string;
  /** Bearer token of `codegen-sh[bot]`. */
  token: string;
}

/** The few REST calls a coding agent makes: branch, change files, open a pull request. */
export function githubClient({ apiUrl, token }: GithubOptions) {
  const call = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: "application/vnd.github+json",
        "content-type": "application/json",
        "user-agent": "codegen",
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
  const contents = (repo: string, path: string): string =>
    `/repos/${repo}/contents/${path.split("/").map(encodeURIComponent).join("/")}`;
  return {
    async branch(repo: string, name: string, base: string): Promise<void> {
      const ref = await call("GET", `/repos/${repo}/git/ref/heads/${base}`);
      const sha = (ref.object as { sha: string }).sha;
      await call("POST", `/repos/${repo}/git/refs`, { ref: `refs/heads/${name}`, sha });
    },
    async read(repo: string, path: string, ref: string): Promise<{ text: string; sha: string }> {
      const file = await call("GET", `${contents(repo, path)}?ref=${encodeURIComponent(ref)}`);
      return { text: Buffer.from(String(file.content), "base64").toString("utf8"), sha: String(file.sha) };
    },
    write: (repo: string, path: string, branch: string, text: string, sha?: string) =>
      call("PUT", contents(repo, path), {
        message: `Update ${path}`,
        content: Buffer.from(text).toString("base64"),
        branch,
        ...(sha !== undefined && { sha }),
      }),
    remove: (repo: string, path: string, branch: string, sha: string) =>
      call("DELETE", contents(repo, path), { message: `Delete ${path}`, branch, sha }),
    /** A commit that changes nothing. */
    async emptyCommit(repo: string, branch: string): Promise<void> {
      const ref = await call("GET", `/repos/${repo}/git/ref/heads/${branch}`);
      const parent = (ref.object as { sha: string }).sha;
      const commit = await call("GET", `/repos/${repo}/git/commits/${parent}`);
      const tree = (commit.tree as { sha: string }).sha;
      const made = await call("POST", `/repos/${repo}/git/commits`, {
        message: "Fix",
        tree,
        parents: [parent],
      });
      await call("PATCH", `/repos/${repo}/git/refs/heads/${branch}`, { sha: made.sha });
    },
    async pullRequest(
      repo: string,
      head: string,
      base: string,
      title: string,
      body: string,
    ): Promise<{ number: number; url: string }> {
      const pull = await call("POST", `/repos/${repo}/pulls`, { head, base, title, body });
      return { number: Number(pull.number), url: String(pull.html_url) };
    },
  };
}
