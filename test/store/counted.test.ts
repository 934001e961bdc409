import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { DAY, HOUR, MINUTE } from "../../src/core/clock.js";
import { detectorRecords } from "../../src/store/detector-records.js";
import { renameRepository } from "../../src/store/rename.js";
import { countTotals, forgetTotals } from "../../src/store/totals.js";
import { latestRuns, workflowTotals } from "../../src/store/workflow-totals.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const NOW = new Date("2026-03-14T12:00:00Z");
const ago = (ms: number): Date => new Date(NOW.getTime() - ms);

let base: TestDatabase;
beforeAll(async () => void (base = await testDatabase()));
afterAll(() => base.drop());
beforeEach(async () => {
  await base.clear("detection_labels", "detections", "runs");
  await forgetTotals(base.db);
});

let runs = 0;
const ran = (at: Date, { workflow = "ci", conclusion = "success", own = true, seconds = 60 } = {}) =>
  base.db.run`
    insert into runs (repository, run_id, attempt, workflow, workflow_path, branch, head_sha, event, own_code,
      on_default_branch, conclusion, facts, finished_at)
    values ('acme/shop', ${(runs += 1)}, 1, ${workflow}, 'ci.yml', 'main', 'c0ffee', 'push', ${own}, true, ${conclusion},
      jsonb_build_object('startedAt', ${new Date(at.getTime() - seconds * 1_000).toISOString()}::text), ${at})`;
const found = (at: Date, { detector = "threshold.rate", calls = false } = {}) =>
  base.db.one<{ id: number }>`
    insert into detections (detector, subject, reason, score, numbers, about, requires_attention, at)
    values (${detector}, 's', 'often', 0.9, '{}', '{}', ${calls}, ${at}) returning id`;
const label = (id: number, verdict: string, at: Date) => base.db.run`
  insert into detection_labels (detection_id, verdict, by, at) values (${id}, ${verdict}, 'mia', ${at})`;

describe("workflows of the last 30 days", () => {
  // In the window of the count and out of that of the page; in both; not counted yet; late; to come.
  const ages = [31 * DAY, 30 * DAY - 30 * MINUTE, 12 * DAY, 2 * HOUR, 20 * MINUTE, -MINUTE];

  it("are the same whether they were counted before or not", async () => {
    for (const age of ages) await ran(ago(age), { conclusion: age === 12 * DAY ? "failure" : "success" });
    await ran(ago(DAY), { own: false });
    await ran(ago(30 * DAY - 30 * MINUTE), { workflow: "gone soon" });
    await countTotals(base.db, NOW);
    await ran(ago(-10 * MINUTE), { workflow: "new" });
    const later = ago(-HOUR);
    const counted = await workflowTotals(base.db, later);
    await forgetTotals(base.db);
    expect(counted).toEqual(await workflowTotals(base.db, later));
    expect(counted).toEqual([
      { repository: "acme/shop", workflow: "ci", runs: 4, failed: 1 },
      { repository: "acme/shop", workflow: "new", runs: 1, failed: 0 },
    ]);
  });

  it("have a run that is told half an hour late", async () => {
    await countTotals(base.db, NOW);
    await ran(ago(30 * MINUTE));
    expect(await workflowTotals(base.db, ago(-MINUTE))).toMatchObject([{ runs: 1 }]);
  });

  it("are counted anew by who looks at another time than the count's", async () => {
    await ran(ago(40 * DAY));
    await countTotals(base.db, NOW);
    expect(await workflowTotals(base.db, ago(20 * DAY))).toMatchObject([{ runs: 1 }]);
    await ran(ago(-50 * DAY));
    expect(await workflowTotals(base.db, ago(-60 * DAY))).toMatchObject([{ runs: 1 }]);
  });

  it("follow a repository's new name", async () => {
    await ran(ago(DAY));
    await countTotals(base.db, NOW);
    await base.db.tx((tx) => renameRepository(tx, 1, "acme/shop", "acme/store"));
    expect(await workflowTotals(base.db, NOW)).toMatchObject([{ repository: "acme/store", runs: 1 }]);
  });

  it("have their latest successes, so many of each", async () => {
    for (const [seconds, age] of [5, 4, 3, 2, 1].entries()) await ran(ago(age * HOUR), { seconds });
    await ran(ago(MINUTE), { conclusion: "failure" });
    await ran(ago(31 * DAY), { workflow: "old" });
    const asked = ["ci", "old"].map((workflow) => ({ repository: "acme/shop", workflow }));
    const latest = await latestRuns(base.db, asked, { now: NOW, each: 2 });
    expect(latest.map((one) => [one.workflow, one.finished_at]).sort()).toEqual([
      ["ci", ago(2 * HOUR)],
      ["ci", ago(HOUR)],
    ]);
  });
});

describe("a detector's record", () => {
  it("is the same whether it was counted before or not", async () => {
    for (const age of [91 * DAY, 90 * DAY - 30 * MINUTE, 50 * DAY, 2 * HOUR, 20 * MINUTE])
      await found(ago(age), { calls: age === 50 * DAY });
    await found(ago(90 * DAY - 30 * MINUTE), { detector: "gone.soon" });
    await countTotals(base.db, NOW);
    await found(ago(-10 * MINUTE), { calls: true });
    const later = ago(-HOUR);
    const counted = await detectorRecords(base.db, later);
    await forgetTotals(base.db);
    expect(counted).toEqual(await detectorRecords(base.db, later));
    expect(counted).toEqual([{ detector: "threshold.rate", findings: 4, calls: 2, right: 0, noise: 0 }]);
  });

  it("is judged by the latest labels, also of findings that were counted", async () => {
    const old = await found(ago(80 * DAY));
    const [one, two] = [await found(ago(3 * DAY)), await found(ago(2 * DAY))];
    await countTotals(base.db, NOW);
    await label(old.id, "noise", ago(79 * DAY));
    await label(one.id, "right", ago(DAY));
    await label(two.id, "right", ago(HOUR));
    expect(await detectorRecords(base.db, NOW)).toMatchObject([{ findings: 3, right: 2, noise: 1 }]);
    expect(await detectorRecords(base.db, NOW, 2)).toMatchObject([{ findings: 3, right: 2, noise: 0 }]);
  });
});
