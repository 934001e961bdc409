import { createHmac } from "node:crypto";

export const SECRET = "a-webhook-secret-of-at-least-32-characters";

/** GitHub's workflow_run deliveries weigh about 20 KB, most of it URLs of the repository, told three times. */
function workflowRun(runId: number, conclusion: "success" | "failure"): Buffer {
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
        conclusion,
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

/** Numbers of runs: all of the same length, and none given twice, also not by two processes. */
const FIRST = 100_000_000_000_000;

/** Bodies of ever new runs, one in so many failed. */
export function numberedRuns(failedOneIn: number): { next(): Buffer } {
  const template = (conclusion: "success" | "failure") => {
    const body = workflowRun(FIRST, conclusion);
    return { body, place: body.indexOf(String(FIRST)) };
  };
  const [success, failure] = [template("success"), template("failure")];
  let run = FIRST + Date.now() * 10;
  return {
    next() {
      const { body, place } = (run += 1) % failedOneIn === 0 ? failure : success;
      const numbered = Buffer.from(body);
      numbered.write(String(run), place, "latin1");
      return numbered;
    },
  };
}

export const sign = (body: Buffer): string =>
  `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;
