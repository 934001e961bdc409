import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Notifiers } from "../../src/escalation/configured.js";
import type { Severity } from "../../src/events/event.js";
import { unconfiguredGitHub } from "../../src/github/unconfigured.js";
import { addresseesOf, unknownNotifiers } from "../../src/pipeline/notify.js";
import { createRules } from "../../src/pipeline/rules.js";
import { parseRepositoryConfig } from "../../src/playbooks/repository-config.js";
import { getRepository } from "../../src/store/repositories.js";
import { runOf } from "../dashboard/seed.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const notifiers: Pick<Notifiers, "names" | "defaults"> = { names: ["hook", "pager"], defaults: ["pager"] };
const rules = (names: string[]) => ({
  config: parseRepositoryConfig(`escalate: { notify: ${JSON.stringify(names)} }\n`),
});

describe("who is told", () => {
  it.each<[string[] | null, Severity, string[]]>([
    [null, "critical", ["pager"]],
    [null, "error", ["pager"]],
    [null, "warning", []],
    [[], "error", ["pager"]],
    [[], "info", []],
    [["hook"], "info", ["hook"]],
    [["hook"], "critical", ["hook"]],
    [["slak"], "error", ["pager"]],
    [["slak"], "warning", []],
    [["hook", "slak"], "error", ["hook", "pager"]],
  ])("of a repository that names %j, of severity %s: %j", (names, severity, expected) => {
    const row = { kind: "alert" as const, run: null, severity };
    expect(addresseesOf(row, names && rules(names), notifiers)).toEqual(expected);
  });

  it.each([
    ["push", [], "main", false],
    ["schedule", [], "main", false],
    ["release", [], "v1", false],
    ["push", [7], "main", false],
    ["push", [], "topic", true],
    ["push", [], "release/2", false],
    ["push", [], "v1.2.3", false],
    ["push", [7], "topic", true],
    ["pull_request", [7], "topic", true],
    ["pull_request", [], "topic", true],
    ["pull_request_target", [], "main", true],
  ])(
    "a run by %s with pull requests %j on %s is one change's own: %s",
    (event, pullRequests, branch, own) => {
      const run = { ...runOf(), event, pullRequests, branch, defaultBranch: "main" };
      expect(addresseesOf({ kind: "ci", run, severity: "error" }, rules(["hook"]), notifiers)).toEqual(
        own ? [] : ["hook"],
      );
    },
  );
});

describe("names that no notifier bears", () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await testDatabase()));
  afterAll(() => database.drop());

  it("are a trouble of the file, which is used all the same", async () => {
    const read = createRules({
      github: {
        ...unconfiguredGitHub(),
        defaultBranch: async () => "main",
        file: async () => "mode: act\nescalate: { notify: [hook, slak] }\n",
        folder: async () => [],
      },
      ...{ db: database.db, clock: { now: () => new Date() }, mode: "act", shipped: [], notifiers },
    });
    const found = await read.of({ fullName: "acme/shop", id: 1, installationId: 7 });
    expect(found).toMatchObject({ problem: null, mode: "act" });
    expect((await getRepository(database.db, "acme/shop"))?.config_problem).toBe(
      'escalate: the operator has no notifier "slak"; the default ones are told instead',
    );
  });

  it("are named up to five, and not at length", () => {
    const many = Array.from({ length: 20 }, (_, i) => `${i}${"x".repeat(200)}`);
    expect(unknownNotifiers(many, notifiers)?.length).toBeLessThan(450);
    expect(unknownNotifiers(["hook"], notifiers)).toBeNull();
  });
});
