import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Mode } from "../../src/core/mode.js";
import { HealError } from "../../src/core/errors.js";
import { createRules } from "../../src/pipeline/rules.js";
import type { Rules } from "../../src/pipeline/deps.js";
import { getRepository } from "../../src/store/repositories.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

const FILE = ".github/heal.yml";
const OWN = ".github/heal/playbooks/own.yml";
const playbook = (name: string): string => `name: ${name}
description: Rerun what failed on the network.
when: { category: network }
risk: low
steps: [{ action: rerun-failed-jobs }]
verify: { signal: workflow_run, within: 60m }
`;

type Files = Record<string, string | Error>;

describe("the rules of a repository", () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await testDatabase()));
  afterAll(() => database.drop());
  let next = 1;

  /** Reads these one after another, each time anew. */
  async function read(states: readonly Files[], mode: Mode = "act"): Promise<{ last: Rules; name: string }> {
    const id = next++;
    const repository = { fullName: `acme/r${id}`, id, installationId: 7 };
    let last: Rules | undefined;
    for (const files of states) {
      const rules = createRules({
        github: {
          defaultBranch: async () => "main",
          file: async ({ fullName }, path) => {
            const found = files[fullName === "acme/.github" ? `org:${path}` : path] ?? null;
            if (found instanceof Error) throw found;
            return found;
          },
          folder: async (_repository, folder) =>
            Object.keys(files)
              .filter((path) => path.startsWith(`${folder}/`))
              .map((path) => path.slice(folder.length + 1)),
        },
        ...{ db: database.db, clock: { now: () => new Date("2026-03-01T10:00:00Z") } },
        ...{ mode, shipped: [], notifiers: { names: [] } },
      });
      last = await rules.of(repository);
    }
    if (!last) throw new Error("nothing was read");
    return { last, name: repository.fullName };
  }

  it("are those that were valid last while the newest are wrong, playbooks with them", async () => {
    const valid = {
      [FILE]: "mode: suggest\nservices: [{ name: a, match: { a: b } }]\n",
      [OWN]: playbook("own"),
    };
    const { last, name } = await read([valid, { [FILE]: "mode: suggest\nx: 1\n", [OWN]: playbook("new") }]);
    expect(last).toMatchObject({ mode: "suggest", config: { services: [{ name: "a" }] } });
    expect(last.playbooks.map((one) => one.name)).toEqual(["own"]);
    expect(last.problem).toMatch(
      /^\.github\/heal\.yml:2:1: x: unknown key.*; the last valid configuration, in force since 2026-03-01T10:00:00/,
    );
    expect(await getRepository(database.db, name)).toMatchObject({
      config: { services: [{ name: "a" }] },
      config_problem: last.problem,
    });
  });

  it("are the new ones once they are valid", async () => {
    const states = [{ [FILE]: "mode: suggest\n" }, { [FILE]: "x: 1\n" }, { [FILE]: "mode: act\n" }];
    expect((await read(states)).last).toMatchObject({ mode: "act", problem: null });
    expect((await read([...states, { [FILE]: "x: 1\n" }])).last).toMatchObject({ mode: "act" });
  });

  it.each<[string, Files[]]>([
    ["from the first", [{ [FILE]: "x: 1\n" }]],
    ["where there was none before", [{}, { [FILE]: "x: 1\n" }]],
    ["where the organisation's held before", [{ [`org:${FILE}`]: "mode: act\n" }, { [FILE]: "x: 1\n" }]],
    ["too large", [{ [FILE]: new HealError("HEAL_INPUT_INVALID", "it has 5 MB") }]],
  ])("only observe where heal.yml was never valid: %s", async (_what, states) => {
    const { last } = await read(states);
    expect(last).toMatchObject({ mode: "observe", playbooks: [] });
    expect(last.problem).toContain("heal only observes until it is mended");
  });

  it.each<[string, string, Mode]>([
    ["off", "mode: off\nx: 1\n", "off"],
    ["observe", "x: 1\nmode: observe\n", "observe"],
    ["more than before", "mode: act\nx: 1\n", "suggest"],
    ["nothing that can be read", "mode: [\n", "suggest"],
  ])("are held back by what a wrong file says of the mode: %s", async (_what, text, mode) => {
    expect((await read([{ [FILE]: "mode: suggest\n" }, { [FILE]: text }])).last.mode).toBe(mode);
  });

  it("stay when only a playbook is wrong", async () => {
    const states = [
      { [FILE]: "mode: act\n", [OWN]: playbook("own") },
      { [FILE]: "mode: act\n", [OWN]: "name: 1\n" },
    ];
    const { last } = await read(states);
    expect(last.playbooks.map((one) => one.name)).toEqual(["own"]);
    expect(last.problem).toMatch(/^\.github\/heal\/playbooks\/own\.yml:1:7: name: /);
  });

  it("fall to mode observe when this version does not take what was valid before", async () => {
    const { name } = await read([{ [FILE]: "mode: act\n" }]);
    await database.db.run`
      update repositories set valid_rules = jsonb_set(valid_rules, '{config,text}', '"mode: reckless"') where full_name = ${name}`;
    next -= 1;
    expect((await read([{ [FILE]: "x: 1\n" }])).last.mode).toBe("observe");
  });

  it("are never more than the operator allows", async () => {
    const states = [{ [FILE]: "mode: act\n" }, { [FILE]: "mode: act\nx: 1\n" }];
    expect((await read(states, "observe")).last.mode).toBe("observe");
  });
});
