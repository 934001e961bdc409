import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { App } from "../../src/app.js";
import { database, network } from "../acceptance/scenes.js";
import type { TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import { alert, dispatches, incident, refusals, shop } from "./recovery-scene.js";

const limited = (limits: string) => ({
  ".github/heal/playbooks/own.yml": `name: own
description: Restart what fires, though not for ever.
when: { kind: alert, severity: critical }
risk: medium
steps: [{ action: dispatch-workflow }]
verify: { signal: alert_resolved, within: 30m }
limits: ${limits}
`,
});

describe("what incidents share", () => {
  let base: TestDatabase;
  let on: Stage;
  let other: App;
  beforeAll(async () => {
    base = await database();
    on = await stage({ database: base });
    other = await on.another();
  }, 240_000);
  afterAll(async () => {
    await other.stop();
    await on.close();
    await base.drop();
  });

  const many = (n: number): string[] => Array.from({ length: n }, (_, i) => `i${i}`);

  it("a group of instances of one service dispatches its recovery workflow once, with two processes at work", async () => {
    const repo = await shop(on, "group", { web: "ok" });
    const ids = many(8);
    await Promise.all(ids.map((id) => alert(on, repo, "web", { id })));
    const states = await until(
      "all to be decided",
      async () => {
        const rows = await base.db.many<{ state: string }>`
          select state from incidents where repository = ${repo.fullName}`;
        const settled = rows.filter(({ state }) => state === "verifying" || state === "escalated");
        return settled.length === ids.length ? rows.map(({ state }) => state).sort() : null;
      },
      { ms: 120_000 },
    );
    expect(states.filter((state) => state === "verifying")).toHaveLength(1);
    expect(dispatches(on, repo)).toEqual(["dispatch"]);
    expect(repo.runs()).toHaveLength(1);
  }, 300_000);

  it("services that share a workflow share its daily limit", async () => {
    const services = many(5);
    const repo = await shop(
      on,
      "daily",
      Object.fromEntries(services.map((name) => [name, "ok"] as const)),
      limited("{ per_workflow_per_day: 2 }"),
    );
    await Promise.all(services.map((service) => alert(on, repo, service)));
    await until(
      "all to be decided",
      async () =>
        (
          await base.db.many<{ state: string }>`
            select state from incidents where repository = ${repo.fullName} and state in ('verifying', 'escalated')`
        ).length === services.length,
      { ms: 120_000 },
    );
    expect(dispatches(on, repo)).toHaveLength(2);
  }, 300_000);

  it("what recovered is not restarted again at once, and a sender's own names make no other service", async () => {
    const repo = await shop(on, "again", { web: "ok" }, limited("{ pace: 1h }"));
    await alert(on, repo, "web");
    await incident(on, repo, "web", "verifying");
    await until("the workflow to pass", () => repo.runs()[0]?.conclusion === "success");
    await alert(on, repo, "web", { status: "resolved" });
    await incident(on, repo, "web", "recovered");
    await alert(on, repo, "web", { id: "second" });
    const second = await incident(on, repo, "second", "escalated");
    expect(await refusals(on, second)).toMatch(/the last dispatch of ok.yml was .* ago, within 1h/);
    expect(dispatches(on, repo)).toEqual(["dispatch"]);
  }, 300_000);

  it("runs of one workflow that fail together are rerun one at a time", async () => {
    const repo = await on.github.repository("reruns/web", { files: { "README.md": "x\n" } });
    const branches = ["one", "two", "three"];
    const runs = [];
    for (const branch of branches) {
      const { head } = { head: branch };
      await repo.commit(head, { [`${branch}.txt`]: `${branch}\n` });
      runs.push(await repo.scriptedRun({ jobs: [network()], attempts: [[network()]], branch }));
    }
    await until(
      "all to be over",
      async () =>
        (
          await base.db.many<{ state: string }>`
            select state from incidents where repository = ${repo.fullName}
              and state in ('escalated', 'closed', 'ignored')`
        ).length >= 1 &&
        on.github.effects.some((one) => one.repository === repo.fullName && one.kind === "rerun"),
      { ms: 120_000 },
    );
    await on.github.quiet();
    expect(
      on.github.effects.filter((one) => one.repository === repo.fullName && one.kind === "rerun"),
    ).toHaveLength(1);
  }, 300_000);
});
