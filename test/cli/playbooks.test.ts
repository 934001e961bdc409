import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { playbooks } from "../../src/cli/playbooks.js";
import { runCli } from "../../src/cli/program.js";

const here = process.cwd();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "playbooks-"));
});
afterEach(async () => {
  process.chdir(here);
  await rm(folder, { recursive: true });
});

async function check(...argv: string[]) {
  const said = { out: "", err: "" };
  const into = (key: "out" | "err") =>
    new Writable({ write: (chunk, _, next) => ((said[key] += String(chunk)), next()) });
  const io = { stdin: Readable.from([]), stdout: into("out"), stderr: into("err"), env: {} };
  return { code: await runCli(["playbooks", "check", ...argv], io, [playbooks]), ...said };
}

const good = `name: own-rerun
description: Rerun what this repository knows.
when: { kind: ci, category: network, branch: main }
risk: low
steps: [{ action: rerun-failed-jobs }]
verify: { signal: workflow_run, within: 60m }
`;
const write = async (text: string | Uint8Array, name = "own.yml"): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
};
const event = (change: object = {}) =>
  JSON.stringify({ kind: "ci", category: "network", confidence: 0.9, branch: "main", ...change });

describe("heal playbooks check", () => {
  it("says that a file is valid, and which shipped one it stands for", async () => {
    const { code, out } = await check(await write(good));
    expect(code).toBe(0);
    expect(out).toContain(
      "own.yml: valid\n  note: where both match, it stands for the shipped playbook rerun-transient",
    );
  });

  it.each([
    [
      "an unknown key",
      good.replace("risk: low", "risk: low\nlimit: {}"),
      /5:1: limit: unknown key; did you mean limits\?.*description/,
    ],
    [
      "one in a step",
      good.replace("jobs }", "jobs, wat: 1 }"),
      /5:38: steps\.0\.wat: unknown key\. Allowed: .*producers/,
    ],
    [
      "a wrong value, with all that are allowed",
      good.replace("network", "netwerk"),
      /3:29: when\.category: .*"network"\|"registry_outage".*"unknown"/,
    ],
    ["one in a list", good.replace("network", "[lint, netwerk]"), /3:36: when\.category\.1: .*"network"\|/],
    [
      "a wrong move",
      good.replace("rerun-failed-jobs", "rerun"),
      /5:19: steps\.0\.action: .*"rerun-failed-jobs"\|.*"wait"/,
    ],
    [
      "a wrong type",
      good.replace("kind: ci,", "kind: ci, red_runs: many,"),
      /3:29: when\.red_runs: .*number/,
    ],
    ["no YAML", good.replace("steps: [", "steps: [["), /error: [67]:\d+: /],
    ["a key twice", `${good}risk: high\n`, /7:1: the key "risk" stands there twice/],
    ["nothing", "", /1:1: playbook: the file is empty/],
    ["a comment alone", "# later\n", /1:1: playbook: the file is empty/],
    ["too much", `${good}#${"x".repeat(70_000)}\n`, /1:1: \d+ characters; at most 65536/],
  ])("says the place of %s", async (_name, text, words) => {
    const { code, out } = await check(await write(text));
    expect(out).toMatch(words);
    expect([code, out.includes("own.yml: not valid")]).toEqual([1, true]);
  });

  it("says all that is wrong, not the first alone", async () => {
    const text = good.replace("low", "lowest").replace("network", "netwerk");
    const { out } = await check("--json", await write(text));
    const { findings, valid } = JSON.parse(out) as { findings: { line: number }[]; valid: boolean };
    expect([valid, findings.map(({ line }) => line).sort()]).toEqual([false, [3, 4]]);
  });

  it.each<[string, () => Promise<string>, RegExp]>([
    ["bytes that are not UTF-8", () => write(Buffer.from([0x6e, 0xff, 0xfe])), /not UTF-8/],
    ["more than is ever loaded", () => write("x".repeat(1024 * 1024 + 1)), /at most 1048576/],
    ["what is not there", async () => join(folder, "none.yml"), /ENOENT/],
    ["a folder without playbooks", async () => folder, /no \.yml or \.yaml file/],
    ["a device", async () => "/dev/null", /no plain file/],
    [
      "a link to itself",
      async () => {
        const loop = join(folder, "loop.yml");
        await symlink(loop, loop);
        return loop;
      },
      /ELOOP/,
    ],
  ])("cannot read %s, and says so", async (_name, make, words) => {
    const file = await make();
    const { code, out, err } = await check(file);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(words);
    expect(JSON.parse((await check("--json", file)).out)).toMatchObject({
      error: { code: "HEAL_INPUT_UNREADABLE" },
    });
  });

  it("checks the other files of a folder with one that cannot be read", async () => {
    await write(good);
    await symlink(join(folder, "loop.yml"), join(folder, "loop.yml"));
    const { code, out } = await check(folder);
    expect([code, out.includes("own.yml: valid")]).toEqual([1, true]);
  });

  it.each<[string, object, boolean, number, RegExp]>([
    ["as it says", {}, true, 0, /valid/],
    ["otherwise", { branch: "topic" }, true, 1, /e\.json: it does not match: branch is topic/],
    ["though it should not", {}, false, 1, /it matches, and is not meant to/],
    ["what is no event", { category: "rain" }, true, 1, /category: .*"network"/],
  ])("plays an example that matches %s", async (_name, change, matches, wanted, words) => {
    await write(event(change), "e.json");
    const { code, out } = await check(
      await write(`${good}examples: [{ event: e.json, matches: ${matches} }]\n`),
    );
    expect(out).toMatch(words);
    expect(code).toBe(wanted);
  });

  it("says that an example is not there, or no JSON", async () => {
    await write("{", "broken.json");
    const of = "[{ event: none.json, matches: true }, { event: broken.json, matches: true }]";
    const { code, out } = await check(await write(`${good}examples: ${of}\n`));
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/none\.json: .*ENOENT.*broken\.json: it is not JSON/s),
    ]);
  });

  it.each([
    ["an alert's run", "when: { kind: alert, event: push }", /when\.event: an alert has none/],
    ["a run's service", 'when: { kind: ci, service: "*" }', /when\.service: a failure of CI has none/],
    ["an empty list", "when: { kind: ci, category: [] }", /when\.category is an empty list/],
    ["blind monitoring", "when: { category: monitoring_gap }", /while monitoring sees nothing/],
    ["what anybody sets off", "when: { kind: ci, event: issue_comment }", /anybody may set off/],
  ])("warns of what never does anything: %s", async (_name, when, words) => {
    const { code, out } = await check(await write(good.replace(/when: .*/, when)));
    expect([code, out]).toEqual([1, expect.stringMatching(words)]);
  });

  it.each([
    ["no category", "[formatter]", /none of them mends network/],
    ["no producer", "[formater]", /formater is none of formatter, lint/],
  ])("warns of a fix that mends %s", async (_name, producers, words) => {
    const text = good
      .replace(/steps: .*/, `steps: [{ action: open-fix-pr, producers: ${producers} }]`)
      .replace("workflow_run", "pull_request");
    expect(await check(await write(text))).toMatchObject({ code: 1, out: expect.stringMatching(words) });
  });

  it("warns of one name for two, and tells of a shipped one's", async () => {
    await write(good, "a.yml");
    await write(good, "b.yaml");
    const { code, out } = await check(folder);
    expect([code, out]).toEqual([1, expect.stringMatching(/a\.yml has the name own-rerun too/)]);
    const named = await check(await write(good.replace("own-rerun", "rerun-transient"), "c.yml"));
    expect(named).toMatchObject({
      code: 0,
      out: expect.stringContaining("a shipped playbook has this name"),
    });
  });

  it("without a path reads heal.yml and the folder that it names", async () => {
    process.chdir(folder);
    expect(await check()).toMatchObject({
      code: 1,
      err: expect.stringContaining("neither .github/heal.yml"),
    });
    await mkdir(join(folder, ".github/rules"), { recursive: true });
    await write(good, ".github/rules/own.yml");
    await write("playbooks: .github/rules\n", ".github/heal.yml");
    const { code, out } = await check("--json");
    const files = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { file: string });
    expect([code, files.map(({ file }) => file)]).toEqual([0, [".github/heal.yml", ".github/rules/own.yml"]]);
    await write("playbooks: .github/rules\nmood: good\n", ".github/heal.yml");
    expect(await check()).toMatchObject({
      code: 1,
      out: expect.stringMatching(/error: 2:1: mood: unknown key/),
    });
  });

  it("says nothing to the terminal itself", async () => {
    const { out } = await check(await write(good.replace("own-rerun", '"\\e[31mred"')));
    expect(out).not.toContain("\u001b");
  });

  it("refuses another action", async () => {
    const io = {
      stdin: Readable.from([]),
      stdout: new Writable({ write: (_c, _e, n) => n() }),
      stderr: new Writable({ write: (_c, _e, n) => n() }),
      env: {},
    };
    expect(await runCli(["playbooks", "chek"], io, [playbooks])).toBe(2);
  });
});
