import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { App } from "../../src/app.js";
import { HOUR, MINUTE } from "../../src/core/clock.js";
import { raiseFinding, resolveFinding } from "../../src/alerting/raise-finding.js";
import { createMetricDetection } from "../../src/alerting/metric-detection.js";
import { sweep } from "../../src/pipeline/sweep.js";
import type { DetectionRow } from "../../src/store/detections.js";
import { incidentByKey } from "../../src/store/incidents.js";
import { database, failingTest, network, passing, riddle } from "./scenes.js";
import type { TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import type { Repo } from "../simulator/index.js";

const FILE = ".github/workflows/nightly.yml";
const green = { workflow: "Nightly", path: FILE, jobs: [{ ...passing(), name: "nightly" }] };
const red = (word: string) => ({ ...riddle(word), workflow: "Nightly", path: FILE });
const config = (detection: string) => ({ ".github/heal.yml": `detection: ${detection}\n` });

describe("detection in the running server", () => {
  let base: TestDatabase;
  let on: Stage;
  let second: App | undefined;
  let ahead = 0;
  beforeAll(async () => {
    base = await database();
    on = await stage({ database: base, clock: { now: () => new Date(Date.now() + ahead) } });
  });
  afterAll(async () => {
    await second?.stop();
    await on.close();
    await base.drop();
  });
  // Each story begins in quiet times.
  beforeEach(() => base.db.run`delete from detector_states where subject = '*'`);
  afterEach(() => {
    expect(on.github.violations).toEqual([]);
  });

  const make = (name: string, files: Record<string, string> = {}): Promise<Repo> =>
    on.github.repository(`${name}/web`, { files: { "README.md": `${name}\n`, ...files } });
  const found = (subject: string): Promise<DetectionRow[]> =>
    base.db.many<DetectionRow>`select * from detections where subject = ${subject} order by id`;
  const workflow = (repo: Repo): string => `workflow:${repo.fullName}/nightly.yml`;
  const finished = (repo: Repo, run: { id: number }) =>
    until(
      `run ${run.id} to be told`,
      () => base.db.maybe`select 1 from runs where repository = ${repo.fullName} and run_id = ${run.id}`,
    );
  const fail = async (repo: Repo, word: string) => {
    const run = await repo.scriptedRun(red(word));
    return on.reach(repo.fullName, run.id, "escalated");
  };
  const page = async (path: string): Promise<string> => (await fetch(`${on.heal.url}${path}`)).text();
  const issues = (repo: Repo) => repo.issues().filter((one) => one.author === on.github.app.login);

  it("opens one finding when a workflow mostly fails, across a restart, and closes it once it mostly passes", async () => {
    const repo = await make("rate");
    await fail(repo, "one");
    await fail(repo, "two");
    expect(await found(workflow(repo))).toEqual([]);
    // Another process, which has seen nothing yet, takes over.
    second = await on.another();
    on.github.setWebhookUrl(`${second.url}/api/github/webhooks`);
    const third = await fail(repo, "three");
    on.github.setWebhookUrl(`${on.heal.url}/api/github/webhooks`);
    await second.stop();
    second = undefined;
    expect(await found(workflow(repo))).toMatchObject([
      {
        detector: "threshold.rate",
        reason: "100 % of 3 failed",
        numbers: { rate: 1, samples: 3 },
        threshold: "opens at 75 % of at least 3 within 12h, closes at 34 %",
        requires_attention: true,
        silenced: null,
        incident_id: third.id,
        repository: repo.fullName,
      },
    ]);
    const text = await page(`/incidents/${third.id}`);
    expect(text).toContain("threshold.rate");
    expect(await page("/repositories")).toMatch(/nightly\.yml[\s\S]{0,200}is-down">born-red/);

    for (let i = 0; i < 6; i++) await finished(repo, await repo.scriptedRun(green));
    const all = await until("the end", async () => {
      const rows = await found(workflow(repo));
      return rows.length > 1 && rows;
    });
    expect(all.map(({ detector }) => detector)).toEqual(["threshold.rate", "resolved"]);
    expect(all[1]).toMatchObject({ numbers: { samples: 9 }, requires_attention: false });
    // The same commit failed and passed.
    expect(await page("/repositories")).toMatch(/nightly\.yml[\s\S]{0,200}is-degraded">flaky/);
  });

  it("keeps a workflow's and a job's state, and a broken network is not their fault", async () => {
    const repo = await make("states");
    const flaky = await repo.scriptedRun({ ...failingTest("sum"), path: FILE, workflow: "Nightly" });
    await on.reach(repo.fullName, flaky.id, "escalated");
    const lost = await repo.scriptedRun({
      workflow: "Other",
      path: ".github/workflows/other.yml",
      jobs: [network()],
      attempts: [[passing()]],
    });
    await on.reach(repo.fullName, lost.id, "recovered");
    const health = async (subject: string) =>
      (
        await base.db.maybe<{ health: { failures: number; flakyAt: number | null; samples: number } }>`
          select state -> 'health' as health from detector_states where subject = ${subject}`
      )?.health;
    expect(await health(`workflow:${repo.fullName}/other.yml`)).toMatchObject({
      failures: 0,
      flakyAt: null,
      samples: 2,
    });
    expect(await health(`job:${repo.fullName}/nightly.yml/test`)).toMatchObject({ failures: 1, samples: 1 });
  });

  it("honours a mute: the finding is noted, the incident waits, nobody is called", async () => {
    const repo = await make("mute", config("{ mutes: [{ until: 2199-01-01T00:00:00Z }] }"));
    const incident = await fail(repo, "odd");
    const [seen] = await found(`fingerprint:${incident.fingerprint}`);
    expect(seen).toMatchObject({ detector: "pattern.new", requires_attention: false, silenced: "muted" });
    expect(incident.issue_number).toBeNull();
    expect(issues(repo)).toEqual([]);
    expect(await page(`/incidents/${incident.id}`)).toContain("Nobody is called: muted until 2199-01-01");
  });

  it("only labels what is on probation", async () => {
    const repo = await make("label", config("{ label_only: [threshold.rate] }"));
    for (const word of ["one", "two", "three"]) await fail(repo, word);
    expect(await found(workflow(repo))).toMatchObject([
      { detector: "threshold.rate", requires_attention: false, silenced: "label only" },
    ]);
  });

  it("makes one call of a storm of 30 different failures", async () => {
    const at = new Date(Date.now() + ahead).toISOString();
    const alerts = Array.from({ length: 30 }, (_, i) => ({
      status: "firing",
      labels: { alertname: `Trouble${i}`, service: `s${i}`, severity: "error" },
      annotations: { summary: `trouble ${i}` },
      startsAt: at,
      endsAt: "0001-01-01T00:00:00Z",
      generatorURL: "http://prometheus.example/graph",
      fingerprint: `${i}`.padStart(16, "0"),
    }));
    const sent = await on.alert("alertmanager", {
      version: "4",
      groupKey: "{}:{}",
      status: "firing",
      receiver: "heal",
      groupLabels: {},
      commonLabels: {},
      commonAnnotations: {},
      externalURL: "http://alertmanager.example",
      alerts,
    });
    expect(sent.status).toBe(202);
    const rows = await until("30 findings", async () => {
      const all = await base.db.many<DetectionRow>`
        select d.* from detections d join incidents i on i.id = d.incident_id
        where i.title like 'Trouble%' or d.service like 's%' order by d.id`;
      return all.length >= 30 && all;
    });
    expect(rows).toHaveLength(30);
    expect(rows.filter((one) => one.requires_attention)).toMatchObject([
      { detector: "storm", numbers: { findings: 30 } },
    ]);
    expect(rows.filter((one) => one.silenced === "part of a storm")).toHaveLength(29);
    // Each is still an incident: a storm hides nothing.
    expect(new Set(rows.map((one) => one.incident_id)).size).toBe(30);
  });

  describe("of what is no failure and no alert", () => {
    const slow = (repository: string) => ({
      detector: "changepoint.duration",
      subject: `duration:${repository}/CI`,
      reason: "CI takes 20m instead of 10m since commit abc",
      score: 0.99,
      numbers: { before_seconds: 600, after_seconds: 1_200 },
      threshold: "half slower",
      repository,
      at: new Date(Date.now() + ahead),
      evidence: [
        { text: "the cause lies after aaa, up to abc", url: "https://github.com/a/b/compare/aaa...abc" },
      ],
    });

    it("makes an incident of its own, with one issue that has the numbers, and ends with it", async () => {
      const repo = await make("slow");
      await finished(repo, await repo.scriptedRun(green));
      const told = slow(repo.fullName);
      await raiseFinding(on.heal.deps, told);
      await raiseFinding(on.heal.deps, told);
      const key = `alert:heal:${told.subject}`;
      const incident = await until("an escalation", async () => {
        const row = await incidentByKey(base.db, key);
        return row?.state === "escalated" && row;
      });
      expect(incident).toMatchObject({
        category: "latency",
        events: 1,
        run: null,
        repository: repo.fullName,
      });
      const [issue] = issues(repo);
      expect(issues(repo)).toHaveLength(1);
      expect(issue?.title).toContain("takes 20m instead of 10m");
      expect(issue?.body).toContain("after_seconds: 1200");
      expect(issue?.body).toContain("compare/aaa...abc");
      expect(issue?.body).not.toContain("undefined");
      const { subject, repository, numbers, at } = told;
      await resolveFinding(on.heal.deps, { subject, repository, numbers, at, reason: "as fast as before" });
      await until("its end", async () => (await incidentByKey(base.db, key))?.state === "closed");
      await until(
        "the closed issue",
        () => repo.issues().find((one) => one.number === issue?.number)?.state === "closed",
      );
      expect((await found(subject)).map((one) => [one.detector, one.requires_attention])).toEqual([
        ["changepoint.duration", true],
        ["resolved", false],
      ]);
    });

    it("writes nothing where heal only observes", async () => {
      const repo = await make("observed", { ".github/heal.yml": "mode: observe\n" });
      await finished(repo, await repo.scriptedRun(green));
      await raiseFinding(on.heal.deps, slow(repo.fullName));
      const key = `alert:heal:duration:${repo.fullName}/CI`;
      await until("its end", async () => (await incidentByKey(base.db, key))?.state === "ignored");
      expect(issues(repo)).toEqual([]);
      expect(on.github.effects.filter((one) => one.repository === repo.fullName)).toEqual([]);
    });

    it("calls once for a service that answers slower than it usually does", async () => {
      const repo = await make("svc");
      await finished(repo, await repo.scriptedRun(green));
      const observer = createMetricDetection(on.heal.deps);
      const start = Date.now() + ahead - 3 * HOUR;
      const look = (i: number, value: number) =>
        observer.observe([
          {
            component: `service/${repo.fullName}/pay`,
            name: "response_seconds",
            value,
            at: new Date(start + (i * MINUTE) / 2),
          },
        ]);
      for (let i = 0; i < 250; i++) await look(i, 0.4 + (i % 7) / 100);
      const subject = `metric:service/${repo.fullName}/pay/response_seconds`;
      expect((await found(subject)).filter((one) => one.requires_attention)).toEqual([]);
      for (let i = 250; i < 256; i++) await look(i, 4);
      expect((await found(subject)).filter((one) => one.requires_attention)).toMatchObject([
        { detector: "anomaly.deviation", service: "pay", numbers: { value: 4 } },
      ]);
      const key = `alert:heal:${subject}`;
      const incident = await until("an escalation", async () => {
        const row = await incidentByKey(base.db, key);
        return row?.state === "escalated" && row;
      });
      expect(incident.category).toBe("latency");
      for (let i = 256; i < 266; i++) await look(i, 0.41);
      await until("its end", async () => (await incidentByKey(base.db, key))?.state === "closed");
    });
  });

  describe("the button", () => {
    const press = (id: number, body: string, headers: Record<string, string>) =>
      fetch(`${on.heal.url}/detections/${id}/label`, {
        method: "POST",
        redirect: "manual",
        headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
        body,
      });

    it("keeps what a person says, from heal's own page alone, and counts it", async () => {
      const repo = await make("button");
      const incident = await fail(repo, "press");
      const [row] = await found(`fingerprint:${incident.fingerprint}`);
      const id = row?.id ?? 0;
      const text = await page(`/detections/${id}`);
      expect(text).toContain(`href="/incidents/${incident.id}"`);
      const form = /name="form" value="([^"]+)"/.exec(text)?.[1]?.replaceAll("&#x3D;", "=") ?? "";
      const labels = () =>
        base.db.many<{ verdict: string; by: string }>`
          select verdict, by from detection_labels where detection_id = ${id}`;

      for (const [why, headers, body] of [
        ["another site", { "sec-fetch-site": "cross-site" }, `verdict=noise&form=${form}`],
        ["a neighbour", { "sec-fetch-site": "same-site" }, `verdict=noise&form=${form}`],
        ["a foreign origin", { origin: "https://evil.example" }, `verdict=noise&form=${form}`],
        ["no origin, not signed", { origin: "null" }, "verdict=noise"],
        ["no origin, signed for another", { origin: "null" }, `verdict=noise&form=${form.slice(1)}`],
      ] as const)
        expect([why, (await press(id, body, headers)).status]).toEqual([why, 403]);
      expect((await press(id, "verdict=maybe", { "sec-fetch-site": "same-origin" })).status).toBe(400);
      expect((await press(999_999, "verdict=noise", { "sec-fetch-site": "same-origin" })).status).toBe(404);
      expect((await press(id, "x".repeat(5_000), {})).status).toBe(400);
      expect(await labels()).toEqual([]);

      const said = await press(id, `verdict=right&form=${form}`, { origin: "null" });
      expect([said.status, said.headers.get("location")]).toEqual([303, `/detections/${id}`]);
      await press(id, "verdict=noise", { "sec-fetch-site": "same-origin" });
      expect(await labels()).toEqual([{ verdict: "noise", by: "dashboard" }]);
      expect(await page(`/detections/${id}`)).toContain("this was noise");
      expect(await page("/detections?detector=pattern.new")).toContain("0 % of 1 answer");
    });

    it("and a corrected cause say that there was something", async () => {
      const repo = await make("correct");
      on.github.setPermission(repo.fullName, "will", "write");
      const incident = await fail(repo, "cause");
      await repo.comment(incident.issue_number ?? 0, "will", "/heal correct flaky_test");
      const label = await until(
        "the label",
        () => base.db.maybe`
          select l.verdict, l.note, l.by from detection_labels l join detections d on d.id = l.detection_id
          where d.incident_id = ${incident.id}`,
      );
      expect(label).toEqual({ verdict: "right", note: "flaky_test", by: "@will" });
    });
  });

  it("calls for what outlasts a maintenance window when the window ends, and not before", async () => {
    const end = new Date(Date.now() + ahead + 2 * HOUR);
    const window = `{ maintenance: [{ from: ${new Date(end.getTime() - 3 * HOUR).toISOString()}, to: ${end.toISOString()} }] }`;
    const repo = await make("window", config(window));
    const incident = await fail(repo, "planned");
    expect(await found(`fingerprint:${incident.fingerprint}`)).toMatchObject([
      { silenced: "in a maintenance window", requires_attention: false },
    ]);
    expect(issues(repo)).toEqual([]);
    ahead += 2 * HOUR + MINUTE;
    await sweep(on.heal.deps, null);
    await until("the issue", () => issues(repo).length === 1);
  });
});
