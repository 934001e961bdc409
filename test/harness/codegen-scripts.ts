import type { Script, Work } from "./codegen.js";

/** Opens the pull request as Codegen's agent does, with heal's key in the body when the prompt asks for it. */
async function open({ run, github, branch, base }: Work, title: string): Promise<void> {
  const repository = run.repository ?? "";
  const key = /<!-- heal:key [^\n]{1,200} -->/.exec(run.prompt)?.[0] ?? "";
  const pull = await github.pullRequest(
    repository,
    branch,
    base,
    title,
    `Codegen made this change.\n\n${key}`,
  );
  run.pullRequests.push({
    id: 900_000 + pull.number,
    title,
    url: pull.url,
    created_at: new Date(0).toISOString(),
    head_branch_name: branch,
  });
  run.summary = `Opened ${pull.url}`;
}

/** Rewrites one file and opens a pull request. */
export const fixFile = (path: string, contentOf: (old: string) => string): Script => ({
  agent: async (work) => {
    const { run, github, branch, base } = work;
    const repository = run.repository ?? "";
    await github.branch(repository, branch, base);
    const { text, sha } = await github.read(repository, path, branch);
    await github.write(repository, path, branch, contentOf(text), sha);
    await open(work, `Fix ${path}`);
  },
});

/** "Fixes" CI by deleting a test. */
export const deleteTest = (path: string): Script => ({
  agent: async (work) => {
    const { run, github, branch, base } = work;
    const repository = run.repository ?? "";
    await github.branch(repository, branch, base);
    const { sha } = await github.read(repository, path, branch);
    await github.remove(repository, path, branch, sha);
    await open(work, "Make CI green");
  },
});

/** Opens a pull request that changes nothing. */
export const emptyPr = (): Script => ({
  agent: async (work) => {
    await work.github.branch(work.run.repository ?? "", work.branch, work.base);
    await work.github.emptyCommit(work.run.repository ?? "", work.branch);
    await open(work, "Nothing");
  },
});

/** Ends without a result. */
export const failed = (): Script => ({
  agent: async ({ run }) => {
    run.status = "FAILED";
    run.summary = "I could not reproduce the failure.";
  },
});

const onCreate = (answer: { status: number; body: unknown; drop?: "before" | "after" }): Script => ({
  http: ({ method, path }) => (method === "POST" && path.endsWith("/agent/run") ? answer : null),
});
export const quota = (): Script =>
  onCreate({ status: 402, body: { message: "Agent run limit of your plan reached", status_code: 402 } });
/** Creates the run, and the answer is lost. */
export const lostAnswer = (): Script => onCreate({ status: 200, body: {}, drop: "after" });
/** Every request meets a dead server. */
export const down = (): Script => ({
  http: () => ({ status: 503, body: { message: "Service Unavailable", status_code: 503 } }),
});
