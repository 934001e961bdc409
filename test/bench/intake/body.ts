import { createHmac } from "node:crypto";

export const SECRET = "a-webhook-secret-of-at-least-32-characters";

/** GitHub's workflow_run deliveries weigh about 20 KB, most of it URLs of the repository, told three times. */
export function workflowRun(runId: number): Buffer {
  const urls = (name: string) =>
    Object.fromEntries(
      Array.from({ length: 46 }, (_, i) => [
        `part_${i}_url`,
        `https://api.github.com/repos/${name}/part-${i}{/name}`,
      ]),
    );
  const repository = { id: 1, full_name: "acme/shop", default_branch: "main", ...urls("acme/shop") };
  return Buffer.from(
    JSON.stringify({
      action: "completed",
      workflow_run: {
        id: runId,
        run_attempt: 1,
        name: "CI",
        path: ".github/workflows/ci.yml",
        head_branch: "main",
        head_sha: "009b8a3a9ccbb128af87f9b1c0f4c62e8a304f6d",
        event: "push",
        conclusion: "failure",
        head_commit: { message: "x".repeat(1_500) },
        head_repository: repository,
        repository,
        pull_requests: [],
      },
      repository,
      installation: { id: 1 },
      sender: { login: "octocat", ...urls("octocat") },
    }),
  );
}

export const sign = (body: Buffer): string =>
  `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;
