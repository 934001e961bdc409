import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { sweep } from "../../src/pipeline/sweep.js";
import { outcomesOf } from "../../src/store/timeline.js";
import { readTrust } from "../../src/store/patterns.js";
import type { IncidentRow } from "../../src/store/incidents.js";
import { intentsOf } from "../../src/store/intents.js";
import { alertmanagerBody } from "../demo/stories/alert.js";
import { formatFiles } from "../demo/stories/formatting.js";
import { emptyPr, fixFile, quota } from "../harness/codegen-scripts.js";
import type { TestDatabase } from "../harness/database.js";
import { stage, type Stage } from "../harness/stage.js";
import { until } from "../harness/until.js";
import type { Repo } from "../simulator/index.js";
import { database, failingTest } from "./scenes.js";

const workflow = (name: string, run: string) =>
  `name: ${name}\non: workflow_dispatch\njobs:\n  it:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ${run}\n`;

describe("alerts and fixes", () => {
  let base: TestDatabase;
  let on: Stage;
  let ahead = 0;
  beforeAll(async () => {
    base = await database();
    on = await stage({ database: base, clock: { now: () => new Date(Date.now() + ahead) } });
  });
  afterAll(async () => {
    await on.close();
    await base.drop();
  });
  afterEach(() => {
    expect(on.github.violations).toEqual([]);
  });

  const service = async (name: string, run: string, files: Record<string, string> = {}, more = "") =>
    on.github.repository(`${name}/checkout`, {
      files: {
        ".github/heal.yml": `${more}limits: { alert_hold: 0s }\nservices:\n  - { name: ${name}, match: { service: ${name} }, recovery_workflow: restart.yml }\n`,
        ".github/workflows/restart.yml": workflow("Restart", run),
        ...files,
      },
    });
  const startsAt = new Date(Date.now() - 60_000).toISOString();
  const send = async (status: "firing" | "resolved", labels: Record<string, string>) => {
    const body = alertmanagerBody(
      status,
      { alertname: "HighErrorRate", severity: "critical", ...labels },
      startsAt,
      status === "firing" ? "0001-01-01T00:00:00Z" : new Date().toISOString(),
      "http://prometheus.example:9090/graph",
    );
    body.alerts = body.alerts.map((one) => ({ ...one, fingerprint: `f-${labels["service"] ?? ""}` }));
    const answer = await on.alert("alertmanager", body);
    expect(answer.status).toBe(202);
  };
  const incidentsOf = (service: string): Promise<IncidentRow[]> =>
    base.db.many<IncidentRow>`select i.* from incidents i where exists (
      select 1 from error_events e where e.incident_id = i.id and e.body -> 'labels' ->> 'service' = ${service}) order by id`;
  const reach = (service: string, state: IncidentRow["state"]) => {
    let last = "nothing";
    return until(
      `the incident of ${service} to be ${state}`,
      async () => {
        const [one] = await incidentsOf(service);
        last = one?.state ?? "nothing";
        return one?.state === state ? one : null;
      },
      { tell: () => `it is ${last}` },
    );
  };
  const done = (repo: Repo): string[] =>
    on.github.effects
      .filter(
        (one) =>
          one.repository === repo.fullName &&
          one.actor === on.github.app.login &&
          !one.kind.startsWith("check"),
      )
      .map((one) => one.kind);

  it("the same alert twice is one incident and one dispatch; a failed recovery goes to people, not round", async () => {
    const repo = await service("broken", "exit 1");
    await send("firing", { service: "broken", repository: repo.fullName });
    await send("firing", { service: "broken", repository: repo.fullName });
    const incident = await reach("broken", "escalated");
    await on.github.quiet();
    expect(await incidentsOf("broken")).toHaveLength(1);
    const all = await base.db.many`select id from incidents where repository = ${repo.fullName}`;
    expect(all).toHaveLength(1);
    expect(repo.runs()).toHaveLength(1);
    expect(done(repo).filter((kind) => kind === "dispatch")).toEqual(["dispatch"]);
    // What heal started is no trial of the repository's workflows.
    const trials = await base.db
      .many`select subject from detector_states where repository = ${repo.fullName} and state ? 'rate'`;
    expect(trials).toEqual([]);
    expect(repo.issues().find((one) => one.number === incident.issue_number)?.body).toMatch(
      /recovery workflow ended with failure/,
    );
  });

  it("an alert that is over before anything was done is closed, and nothing is done", async () => {
    const repo = await service("brief", "echo restarted");
    const mend = on.github.setFault(
      { path: /\/repos\/brief\/checkout/ },
      { kind: "secondary-limited", retryAfterSeconds: 1 },
    );
    await send("firing", { service: "brief", repository: repo.fullName });
    await until(
      "a step that met the limit",
      async () =>
        base.db
          .maybe`select 1 from incidents where repository = ${repo.fullName} and step_attempts > 0 and claimed_until is null`,
    );
    await send("resolved", { service: "brief", repository: repo.fullName });
    await until("the end of the alert is known", async () => {
      const [one] = await incidentsOf("brief");
      return one && one.events >= 2 ? one : null;
    });
    mend();
    await reach("brief", "closed");
    expect(done(repo)).toEqual([]);
    expect(repo.runs()).toEqual([]);
  });

  it("an alert that ends while its dispatch has to wait is closed, and nothing is dispatched", async () => {
    const repo = await service("waiting", "echo restarted");
    const mend = on.github.setFault(
      { path: /\/repos\/waiting\/checkout\/actions\/workflows/ },
      { kind: "secondary-limited", retryAfterSeconds: 1 },
    );
    await send("firing", { service: "waiting", repository: repo.fullName });
    await until(
      "a dispatch that met the limit",
      async () =>
        base.db.maybe`select 1 from intents where repository = ${repo.fullName} and reason is not null`,
    );
    await reach("waiting", "acting");
    await send("resolved", { service: "waiting", repository: repo.fullName });
    await until("the end of the alert is known", async () => {
      const [one] = await incidentsOf("waiting");
      return one && one.events >= 2 ? one : null;
    });
    mend();
    await reach("waiting", "closed");
    await on.github.quiet();
    expect(done(repo)).toEqual([]);
    const [incident] = await incidentsOf("waiting");
    expect(await intentsOf(base.db, incident?.id ?? 0)).toMatchObject([
      { action: "dispatch-workflow", state: "refused", reason: "the alert resolved" },
    ]);
  });

  it("an alert that belongs nowhere is kept, open and without a repository", async () => {
    await send("firing", { service: "nobody-knows" });
    const incident = await reach("nobody-knows", "open");
    await until("its step to be over", async () => {
      const [one] = await incidentsOf("nobody-knows");
      return one?.next_step_at === null ? one : null;
    });
    expect([incident.repository, incident.state]).toEqual([null, "open"]);
    expect(await (await fetch(on.page(incident.id))).text()).toContain("nobody-knows");
  });

  it("a repository's own playbook wins, with one dispatch", async () => {
    const files = {
      ".github/workflows/drain.yml": workflow("Drain", "echo drained"),
      ".github/heal/playbooks/drain.yml": `name: drain
description: Drain the queue before anything else is tried.
when: { kind: alert, severity: critical, service: own }
risk: medium
steps:
  - { action: dispatch-workflow, workflow: drain.yml }
verify: { signal: alert_resolved, within: 30m }
`,
    };
    const repo = await service("own", "echo restarted", files, "actions: { dispatch-workflow: act }\n");
    await send("firing", { service: "own", repository: repo.fullName });
    await reach("own", "verifying");
    await until("the workflow to pass", () => repo.runs()[0]?.conclusion === "success");
    await send("resolved", { service: "own", repository: repo.fullName });
    await reach("own", "recovered");
    expect(repo.runs().map((run) => run.path)).toEqual([".github/workflows/drain.yml"]);
    expect(done(repo)).toEqual(["dispatch"]);
  });

  const broken = async (name: string) => {
    const repo = await on.github.repository(`${name}/maths`, {
      files: {
        "src/sum.mjs": "export const sum = (a, b) => a - b;\n",
        ".github/heal.yml": "fix: { producers: [codegen] }\n",
      },
    });
    on.codegen.onboard([{ id: repo.id - 500, fullName: repo.fullName }]);
    return repo;
  };

  it("an agent's vendor that refuses is named to the people", async () => {
    const repo = await broken("quota");
    on.codegen.script(quota());
    const run = await repo.scriptedRun(failingTest(repo.fullName.split("/")[0] ?? ""));
    const incident = await on.reach(repo.fullName, run.id, "escalated");
    expect(incident.category).toBe("test_failure");
    const body = repo.issues().find((one) => one.number === incident.issue_number)?.body ?? "";
    expect(body).toMatch(/codegen:.*(?:limit|quota)/i);
    expect(repo.pulls()).toEqual([]);
    const [outcome] = await outcomesOf(base.db, incident.id);
    expect(outcome).toMatchObject({ action: "open-fix-pr", verdict: "inconclusive" });
    expect(await readTrust(base.db, incident.fingerprint ?? "", "open-fix-pr")).toBeNull();
  });

  it("an agent's pull request that changes nothing, or a workflow, is closed with the reason", async () => {
    const scripts: Record<string, ReturnType<typeof emptyPr>> = {
      "empty/maths": emptyPr(),
      "touching/maths": fixFile(".github/workflows/ci.yml", (old) => `${old}# green\n`),
    };
    const repos = [await broken("empty"), await broken("touching")];
    on.codegen.onboard(repos.map((repo) => ({ id: repo.id - 500, fullName: repo.fullName })));
    on.codegen.script({ agent: async (work) => scripts[work.run.repository ?? ""]?.agent?.(work) });
    const runs: { id: number }[] = [];
    for (const repo of repos) {
      await repo.commit("main", { ".github/workflows/ci.yml": workflow("Quiet", "echo") });
      runs.push(await repo.scriptedRun(failingTest(repo.fullName.split("/")[0] ?? "")));
    }
    await until(
      "both agents to be done",
      () => on.codegen.runs.filter((one) => one.pullRequests.length > 0).length === 2,
    );
    for (const [i, repo] of repos.entries()) {
      await until(
        `${repo.fullName} to be with people`,
        async () => {
          // The agents are asked every 15 s.
          ahead += 16_000;
          await sweep(on.heal.deps, null);
          const row = await on.incidentOfRun(repo.fullName, runs[i]?.id ?? 0);
          return row.state === "escalated";
        },
        { every: 500 },
      );
      const pull = repo.pulls()[0];
      expect(pull?.state).toBe("closed");
      expect(repo.comments(pull?.number ?? 0)[0]?.body).toMatch(
        i === 0 ? /empty|no change|nothing/i : /\.github|workflow/i,
      );
      expect(done(repo)).toEqual(["comment", "close", "issue"]);
    }
  });

  it("a fix that people merge ends the incident well", async () => {
    const repo = await on.github.repository("merged/shop", { files: await formatFiles() });
    await repo.pullRequest({
      head: "discount",
      title: "Add a discount",
      author: "ben",
      files: { "src/discount.js": "export const discount = 1;   \n" },
    });
    const run = await until("a failed run", () =>
      repo.runs().find((one) => one.event === "pull_request" && one.conclusion === "failure"),
    );
    const fix = await until("a fix that is ready", () =>
      repo.pulls().find((one) => one.author === on.github.app.login && !one.draft),
    );
    const answer = await fetch(`${on.github.apiUrl}/repos/${repo.fullName}/pulls/${fix.number}/merge`, {
      method: "PUT",
      headers: { authorization: `Bearer ${on.github.token("ben")}`, "content-type": "application/json" },
      body: "{}",
    });
    expect(answer.status).toBe(200);
    await on.reach(repo.fullName, run.id, "recovered");
    expect(done(repo).filter((kind) => kind === "merge")).toEqual([]);
  });
});
