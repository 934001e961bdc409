import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { database, failingTest } from "../acceptance/scenes.js";
import type { TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import { alert, dispatches, incident, refusals, shop } from "./recovery-scene.js";

const playbook = (risk: string, step: string, when = "kind: alert, severity: critical") => ({
  ".github/heal/playbooks/own.yml": `name: own
description: What this repository does before anything else is tried.
when: { ${when} }
risk: ${risk}
steps: [{ ${step} }]
verify: { signal: alert_resolved, within: 30m }
`,
});
const failover = "action: dispatch-workflow, workflow: failover.yml";

describe("risk that nobody gave leave for", () => {
  let base: TestDatabase;
  let on: Stage;
  beforeAll(async () => {
    base = await database();
    on = await stage({ database: base });
  }, 240_000);
  afterAll(async () => {
    await on.close();
    await base.drop();
  });

  it.each([
    ["high", playbook("high", failover), "", /the risk is high/],
    ["high-named", playbook("high", failover), "actions: { dispatch-workflow: act }\n", /the risk is high/],
    ["high-recovery", playbook("high", "action: dispatch-workflow"), "", /the risk is high/],
    ["medium", playbook("medium", failover), "", /the risk is medium: it needs the owner/],
    ["called-low", playbook("low", failover), "", /the risk is medium/],
  ])(
    "%s: nothing is dispatched, and the issue says why",
    async (name, files, more, reason) => {
      const repo = await shop(on, name, { web: "ok" }, files, more);
      await alert(on, repo, "web");
      const row = await incident(on, repo, "web", "escalated");
      expect(dispatches(on, repo)).toEqual([]);
      expect(await refusals(on, row)).toMatch(reason);
      expect(repo.issues()[0]?.body).toMatch(reason);
    },
    240_000,
  );

  it.each([
    ["leave-by-service", {}, ""],
    ["leave-by-action", playbook("low", failover), "actions: { dispatch-workflow: act }\n"],
    ["leave-same-thing", playbook("medium", "action: dispatch-workflow, workflow: ok.yml"), ""],
  ])(
    "%s: with leave it is dispatched once",
    async (name, files, more) => {
      const repo = await shop(on, name, { web: "ok" }, files, more);
      await alert(on, repo, "web");
      await incident(on, repo, "web", "verifying");
      expect(dispatches(on, repo)).toEqual(["dispatch"]);
    },
    240_000,
  );

  it("an agent that is not named is asked nothing, by /heal of a writer neither; a maintainer's word is leave", async () => {
    const repo = await on.github.repository("unnamed/maths", {
      files: { "src/sum.mjs": "export const sum = (a, b) => a - b;\n" },
    });
    const run = await repo.scriptedRun(failingTest("unnamed"));
    const row = await on.reach(repo.fullName, run.id, "escalated", 60_000);
    expect(await refusals(on, row)).toMatch(/owner's leave in heal.yml \(fix.producers/);
    on.github.setPermission(repo.fullName, "will", "write");
    on.github.setPermission(repo.fullName, "mia", "maintain");
    const answered = async (author: string): Promise<string> => {
      const comment = await repo.comment(row.issue_number ?? 0, author, "/heal fix");
      return until(
        `an answer to ${author}`,
        async () =>
          (
            await base.db.maybe<{ answer: string | null }>`
              select answer from commands where comment_id = ${comment} and state <> 'waiting'`
          )?.answer,
        { ms: 60_000 },
      );
    };
    expect(await answered("will")).toMatch(/risk is medium/);
    expect(on.codegen.runs).toEqual([]);
    expect(await answered("mia")).toMatch(/asked of codegen/);
  }, 300_000);
});
