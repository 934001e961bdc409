import { describe, expect, it } from "@jest/globals";
import { onStage } from "../harness/on-stage.js";
import { until } from "../harness/until.js";
import type { SimRun } from "../simulator/index.js";
import { failingTest, network, passing } from "./scenes.js";

/**
 * A week of a busy repository: 200 runs of 50 pull requests, 60 of them red, and 20 runs of the default branch, 6 of them red. What
 * GitHub would notify people of is counted: issues, comments and pull requests; check runs and edits notify nobody.
 */
describe("a week of a busy repository", () => {
  const scene = onStage();

  it("calls for people at most once for each failure", async () => {
    const repo = await scene.on.github.repository("busy/web", { files: { "README.md": "busy\n" } });
    const green = { name: "test", conclusion: "success", log: "ok\n" } as const;
    const red: SimRun[] = [];
    const main = async (n: number): Promise<void> => {
      // Two failures of three runs each.
      const word = n % 10 < 3 ? `main${Math.floor(n / 10)}` : null;
      const run = await repo.scriptedRun(word ? failingTest(word) : { jobs: [green] });
      if (word) red.push(run);
    };
    await main(5);
    for (let pull = 0; pull < 50; pull++) {
      const branch = `topic-${pull}`;
      const { number } = await repo.pullRequest({
        head: branch,
        title: `Change ${pull}`,
        files: { [branch]: "0\n" },
      });
      for (let push = 0; push < 4; push++) {
        const sha = await repo.commit(branch, { [branch]: `${push}\n` });
        const at = { branch, sha, event: "pull_request", pullRequest: number };
        // 60 of 200: a tenth of all transient, the others the change's own, half of those pushed again unchanged.
        const kind = (pull * 4 + push) % 10;
        const own = kind === 1 || kind === 2;
        const jobs = own
          ? failingTest(`own${pull}`)
          : kind === 0
            ? { jobs: [network()], attempts: [[passing()]] }
            : { jobs: [green] };
        const run = await repo.scriptedRun({ ...jobs, ...at });
        if (own || kind === 0) red.push(run);
      }
      if (pull % 3 === 0 && pull / 3 < 19) await main(pull / 3 === 5 ? 15 : pull / 3);
    }
    for (const run of red)
      await until(`run ${run.id} to be dealt with`, async () => {
        const { state } = await scene.on.incidentOfRun(repo.fullName, run.id);
        return state !== "open" && state !== "diagnosing" && state !== "acting" && state !== "verifying";
      });
    await until("all check runs to be written", async () => {
      const { n } = await scene.base.db.one<{ n: number }>`
        select count(*)::int as n from commit_checks where next_step_at is not null`;
      return n === 0;
    });
    const kinds = new Map<string, number>();
    for (const { kind } of scene.on.github.effects.filter((one) => one.repository === repo.fullName))
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const of = (kind: string): number => kinds.get(kind) ?? 0;
    process.stdout.write(`a week: ${red.length} red runs, ${JSON.stringify(Object.fromEntries(kinds))}\n`);
    const failures = new Set(
      (
        await scene.base.db.many<{
          fingerprint: string;
        }>`select distinct fingerprint from incidents where fingerprint is not null`
      ).map(({ fingerprint }) => fingerprint),
    );
    expect(red.length).toBeGreaterThanOrEqual(60);
    // Of the default branch alone, one each.
    expect(of("issue")).toBe(2);
    // What was run again, once a pull request.
    expect(of("comment")).toBeLessThanOrEqual(20);
    expect(of("issue") + of("comment") + of("pr")).toBeLessThanOrEqual(failures.size);
    expect(of("check")).toBeGreaterThanOrEqual(60);
    expect(scene.on.github.violations).toEqual([]);
  }, 900_000);
});
