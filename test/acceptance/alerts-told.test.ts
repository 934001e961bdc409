import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { MINUTE } from "../../src/core/clock.js";
import { limits } from "../../src/core/limits.js";
import { json } from "../../src/store/json.js";
import { alertScene, type AlertScene, type Labels } from "./alert-scene.js";

const services = `services:
  - { name: payments, match: { service: payments }, recovery_workflow: restart.yml }
`;
const down: Labels = { alertname: "PaymentsDown", service: "payments", severity: "critical" };

let on: AlertScene;
const scene = async (heal: string) => {
  await on.close();
  on = await alertScene(heal);
};
beforeEach(async () => void (on = await alertScene(services)));
afterEach(() => on.close());

describe("while heal is stopped", () => {
  beforeEach(() => on.killSwitch.stop("acme/shop", "release", "@mia"));

  it("an alert stays open, nothing is written or done, and people are told when the stop is lifted", async () => {
    await on.tell(down);
    await on.pass(10 * MINUTE);
    expect(await on.incidents()).toMatchObject([{ state: "escalated" }]);
    expect([on.issues.length, on.dispatches.length]).toEqual([0, 0]);
    expect(
      (await on.story(1)).filter((text) => text === "Nobody is called: stopped by @mia: release"),
    ).toHaveLength(1);
    await on.killSwitch.resume("acme/shop", "@mia");
    await on.pass(2 * MINUTE);
    expect(on.issues).toHaveLength(1);
    expect(on.issues[0]?.title).toContain("PaymentsDown");
    // What began meanwhile is not acted on afterwards.
    await on.pass(60 * MINUTE);
    expect(on.dispatches).toEqual([]);
  });

  it("an alert that ends ends its incident", async () => {
    const startsAt = on.now();
    await on.tell(down, { startsAt });
    await on.pass(MINUTE);
    await on.tell(down, { startsAt, status: "resolved" });
    expect(await on.incidents()).toMatchObject([{ state: "closed" }]);
    await on.killSwitch.resume("acme/shop", "@mia");
    await on.pass(5 * MINUTE);
    expect(on.issues).toEqual([]);
  });
});

it("an alert stays open where heal only observes, and nothing is written", async () => {
  await scene(`mode: observe\n${services}`);
  await on.tell(down);
  await on.tell(down);
  await on.pass(20 * MINUTE);
  expect(await on.incidents()).toMatchObject([{ state: "escalated" }]);
  expect((await on.story(1)).filter((text) => text.startsWith("Nobody is called"))).toEqual([
    "Nobody is called: mode is observe",
  ]);
  expect([on.issues.length, on.dispatches.length]).toEqual([0, 0]);
});

describe("a critical alert that fires for ten minutes", () => {
  it("is told while what was done about it is watched, once, and its issue is closed when that helped", async () => {
    const startsAt = on.now();
    await on.tell(down, { startsAt });
    await on.pass(9 * MINUTE);
    expect([on.dispatches.length, on.issues.length]).toEqual([1, 0]);
    await on.pass(2 * MINUTE);
    expect(on.issues).toMatchObject([{ state: "open" }]);
    expect(await on.incidents()).toMatchObject([{ state: "verifying", issue_number: 1 }]);
    await on.pass(5 * MINUTE);
    await on.tell(down, { startsAt, status: "resolved" });
    await on.pass(2 * MINUTE);
    expect(await on.incidents()).toMatchObject([{ state: "recovered" }]);
    expect(on.issues).toMatchObject([{ state: "closed" }]);
  });

  it("is told while it has to wait for longer than that", async () => {
    await scene(`limits: { alert_hold: 1h }\n${services}`);
    await on.tell(down);
    await on.pass(9 * MINUTE);
    expect(on.issues).toEqual([]);
    await on.pass(2 * MINUTE);
    expect(on.issues).toMatchObject([{ state: "open" }]);
    expect(await on.incidents()).toMatchObject([{ state: "diagnosing" }]);
    await on.pass(50 * MINUTE);
    expect([on.dispatches.length, on.issues.length]).toEqual([1, 1]);
  });

  it("is not told when the action helps before", async () => {
    const startsAt = on.now();
    await on.tell(down, { startsAt });
    await on.pass(5 * MINUTE);
    await on.tell(down, { startsAt, status: "resolved" });
    await on.pass(20 * MINUTE);
    expect(await on.incidents()).toMatchObject([{ state: "recovered" }]);
    expect(on.issues).toEqual([]);
  });
});

describe("more alerts than a repository gets issues in an hour", () => {
  const named = (alertname: string, severity: string): Labels => ({
    alertname,
    severity,
    team: "shop",
  });

  it("are listed in one summary, where every critical one is a comment that calls people, up to the same limit", async () => {
    await scene("limits: { issues_per_hour: 2 }\nservices: [{ name: shop, match: { team: shop } }]\n");
    for (const name of ["A", "B", "C"]) await on.tell(named(name, "error"));
    expect(on.issues).toHaveLength(3);
    expect(on.comments).toEqual([]);
    for (const name of ["Db", "Queue", "Disk"]) await on.tell(named(name, "critical"));
    await on.tell(named("Db", "critical"));
    expect(on.issues).toHaveLength(3);
    expect(on.comments).toHaveLength(2);
    expect(on.comments[0]?.issue).toBe(3);
    expect(on.comments.map(({ body }) => body)).toEqual([
      expect.stringMatching(
        /^\*\*heal:\*\* critical: .*Db.*\(\[incident\]\(http:\/\/heal\.example\/incidents\/4\)\)/,
      ),
      expect.stringContaining("Queue"),
    ]);
    const rows = (on.issues[2]?.body ?? "").split("\n").filter((line) => line.startsWith("| [#"));
    expect(rows.map((row) => row.split("|")[3]?.trim())).toEqual([
      "critical",
      "critical",
      "critical",
      "error",
    ]);
  });
});

it("a recovery workflow that asks for the service is told the one that heal.yml names, not what an alert says", async () => {
  await on.close();
  const inputs = "{ service: { type: string }, incident: { type: string } }";
  on = await alertScene(
    services.replace("match: { service: payments }", "match: { app: pay }"),
    `on: { workflow_dispatch: { inputs: ${inputs} } }\n`,
  );
  await on.tell({ ...down, app: "pay", service: "$(curl evil)" });
  await on.pass(3 * MINUTE);
  expect(on.dispatches.map((one) => one.inputs)).toEqual([{ service: "payments", incident: "1" }]);
});

it("an issue that waits for its turn is tried again without another decision in the incident's story", async () => {
  const plan = json({ repository: { installationId: 7 } });
  for (let i = 0; i <= limits.tellingWritesPerHour; i++)
    await on.db.run`
      insert into intents (key, repository, action, plan, state, created_at, done_at)
      values (${`other:${i}`}, 'acme/other', 'react', ${plan}::jsonb, 'done', ${on.now()}, ${on.now()})`;
  const decided = async () => (await on.story(1)).filter((text) => text.startsWith("No safe action"));
  await on.tell({ alertname: "DiskWillFill", service: "payments", severity: "warning" });
  await on.pass(50 * MINUTE);
  expect([on.issues.length, (await decided()).length]).toEqual([0, 1]);
  await on.pass(20 * MINUTE);
  expect([on.issues.length, (await decided()).length]).toEqual([1, 2]);
});
