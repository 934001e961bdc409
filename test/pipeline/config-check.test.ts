import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Plan } from "../../src/decision/plan.js";
import type { Pull, Pulls } from "../../src/github/port.js";
import { silentLog } from "../../src/intake/log.js";
import { configCheckStep, type ConfigCheckDeps } from "../../src/pipeline/config-check/step.js";
import { defaultConfig } from "../../src/playbooks/repository-config.js";
import type { ConfigCheck } from "../../src/store/config-checks.js";
import { wantConfigCheck } from "../../src/store/config-checks.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const FILE = ".github/heal.yml";
const repository = { fullName: "acme/web", id: 1, installationId: 7 };
const SHA = "a".repeat(40);

let base: TestDatabase;
beforeAll(async () => void (base = await testDatabase()));
afterAll(() => base.drop());

let time: number;
let plans: Plan[];
let warned: string[];
let id: number;
beforeEach(async () => {
  [time, plans, warned] = [Date.parse("2026-03-14T12:00:00Z"), [], []];
  await base.clear("config_checks");
  id = (await want()) ?? 0;
});

const clock = { now: () => new Date(time) };
const want = () => wantConfigCheck(base.db, { repository, pullRequest: 5, sha: SHA, now: clock.now() });
const row = () =>
  base.db.one<ConfigCheck & { next_step_at: Date | null }>`select * from config_checks where id = ${id}`;
const pull = (headSha: string): Pull => ({
  ...{ number: 5, nodeId: "n", url: "", title: "", body: "", author: "dev", byBot: false, own: false },
  ...{ state: "open", draft: false, merged: false, headSha, headRef: "topic", headRepositoryId: 1 },
  ...{ baseRef: "main", baseSha: "b".repeat(40), baseRepositoryId: 1 },
});

type Seen = Partial<{ files: string[]; whole: boolean; head: string; text: string | null }>;

function step({ files = [FILE], whole = true, head = SHA, text = "mode: act\n" }: Seen): Promise<void> {
  const pullFiles: Pulls["pullFiles"] = async () => ({
    ...{ files: files.map((filename) => ({ filename, status: "modified" })), whole },
  });
  const deps: ConfigCheckDeps = {
    ...{ db: base.db, clock, publicUrl: "http://heal.example", notifiers: { names: [] } },
    log: { ...silentLog, warn: (facts) => void warned.push(JSON.stringify(facts)) },
    github: { pullFiles, pull: async () => pull(head), file: async () => text, folder: async () => [] },
    killSwitch: { stopped: async () => null },
    rules: { of: async () => ({ config: defaultConfig, playbooks: [], problem: null, mode: "act" }) },
    leases: { during: (_ms, _renew, work) => work({ lost: () => false, end: () => undefined }) },
    queue: { wake: async () => undefined },
    effects: {
      run: async (plan) => {
        plans.push(plan);
        return { state: "done", effect: { id: 9, url: "http://github.example/9" }, fresh: true };
      },
    },
  };
  return configCheckStep(id, deps);
}

/** Looks for as long as it asks to. */
async function toTheEnd(seen: Seen): Promise<number> {
  for (let looks = 1; ; looks++) {
    await step(seen);
    const { next_step_at: again } = await row();
    if (again === null) return looks;
    time = again.getTime();
  }
}

describe("a head of a pull request", () => {
  it("is told of once, by its commit", async () => {
    expect(await toTheEnd({})).toBe(1);
    expect(plans).toMatchObject([
      { action: "create-check-run", key: `config:1:${SHA}`, params: { headSha: SHA, name: "heal config" } },
    ]);
    expect(await want()).toBeNull();
  });

  it("is left alone when GitHub names another one, as the files are of that; it is looked at when it is the head again", async () => {
    expect(await toTheEnd({ head: "c".repeat(40) })).toBe(4);
    expect([plans, (await row()).checked_at]).toEqual([[], null]);
    expect(await want()).toBe(id);
    await step({});
    expect(plans).toHaveLength(1);
  });

  it("is not taken for valid while GitHub does not show the file that it edits", async () => {
    expect(await toTheEnd({ text: null })).toBe(12);
    expect(plans).toEqual([]);
    expect(await row()).toMatchObject({ trouble: `GitHub does not show ${FILE} at this commit` });
    expect(warned).toHaveLength(1);
  });

  it("with more files than GitHub lists is said not to be judged, unless one that is listed is heal's", async () => {
    expect(await toTheEnd({ files: ["a.js"], whole: false })).toBe(1);
    expect([plans, (await row()).trouble]).toEqual([[], expect.stringContaining("more than the 1 files")]);
    expect(warned).toHaveLength(1);
  });

  it("is judged by what is seen where that suffices", async () => {
    await step({ files: ["a.js", FILE], whole: false, text: "mode: acting\n" });
    expect(plans).toMatchObject([{ params: { text: { conclusion: "failure" } } }]);
  });
});
