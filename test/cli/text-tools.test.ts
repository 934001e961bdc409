import { describe, expect, it } from "@jest/globals";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { gzipSync } from "node:zlib";
import { runCli } from "../../src/cli/program.js";
import { redact } from "../../src/cli/redact.js";
import { report } from "../../src/cli/report.js";
import { templates } from "../../src/cli/templates.js";
import { MAX_LINE } from "../../src/cli/text/lines.js";

async function heal(argv: string[], stdin: string | Buffer = "") {
  const said = { out: "", err: "" };
  const into = (key: "out" | "err") =>
    new Writable({ write: (chunk, _, next) => ((said[key] += String(chunk)), next()) });
  const io = {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: into("out"),
    stderr: into("err"),
    env: {},
  };
  const code = await runCli(argv, io, [redact, report, templates]);
  return {
    code,
    ...said,
    rows: () =>
      said.out
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

const folder = mkdtempSync(join(tmpdir(), "heal-"));
const file = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

describe("heal redact", () => {
  it.each(["a\nPASSWORD=hunter2\r\nend", "x\n", "", "\n\n"])(
    "keeps lines and their ends: %j",
    async (text) => {
      const { code, out } = await heal(["redact"], text);
      expect([code, out]).toEqual([0, text.replace("hunter2", "[redacted:password]")]);
    },
  );

  it("keeps a line of any length", async () => {
    const text = `${"a ".repeat(MAX_LINE * 2)}password=hunter22 ${"b ".repeat(MAX_LINE)}\nnext`;
    const { out } = await heal(["redact"], text);
    expect(out).toBe(text.replace("hunter22", "[redacted:password]"));
  });

  it("copies bytes that are no UTF-8, and answers a row a line with --json", async () => {
    const { out } = await heal(["redact"], Buffer.from("caf\xe9 password=hunter22\n", "latin1"));
    expect(out).toBe("caf\ufffd password=[redacted:password]\n");
    const { rows } = await heal(["redact", "--json"], "a\nclient_secret:\n  a1b2c3d4e5f6g7\nend");
    expect(rows()).toEqual([
      { line: 1, text: "a" },
      { line: 2, text: "client_secret:" },
      { line: 3, text: "  [redacted:password]" },
      { line: 4, text: "end" },
    ]);
  });
});

describe("heal templates", () => {
  it("answers a line of input, from gzip and stdin alike", async () => {
    const { code, rows } = await heal(["templates", "--json", "-"], gzipSync("took 1 ms\n\ntook 2 ms\n"));
    const [first, , third] = rows();
    expect(code).toBe(0);
    expect(rows()).toHaveLength(3);
    expect(third).toEqual({ ...first, line: 3 });
    expect(first).toMatchObject({ line: 1, template: "took <*>" });
  });

  it("says what it cannot read", async () => {
    const { code, rows } = await heal(["templates", "--json", join(folder, "absent")]);
    expect(code).toBe(1);
    expect(rows()[0]).toMatchObject({ error: { code: "HEAL_INPUT_UNREADABLE" } });
  });
});

describe("heal report", () => {
  it("answers every file in order, and fails when one could not be read", async () => {
    const good = file(
      "good.xml",
      '<testsuite name="s"><testcase name="a"><failure message="m"/></testcase></testsuite>',
    );
    const bad = file("bad.xml", "<testsuite>\n<testcase>");
    const { code, rows } = await heal(["report", "--json", good, bad, join(folder, "absent.xml")]);
    expect(code).toBe(1);
    expect(rows()).toMatchObject([
      {
        file: good,
        format: "junit",
        tests: 1,
        failed: 1,
        failures: [{ suite: "s", name: "a", message: "m" }],
      },
      { file: bad, error: { code: "HEAL_REPORT_INVALID", line: 2, column: 11 } },
      { error: { code: "HEAL_INPUT_UNREADABLE" } },
    ]);
  });

  it("reads for people too", async () => {
    const { code, out } = await heal(["report", "-"], "TAP version 13\n1..1\nnot ok 1 - adds\n");
    expect([code, out]).toEqual([
      0,
      "-: tap, 1 tests in 1 suites\n  0 passed, 1 failed, 0 errors, 0 skipped\n  ✗ adds\n",
    ]);
  });

  it("finds the files of a pattern, and adds them up for people", async () => {
    const passed = '<testsuite name="s"><testcase name="a"/></testsuite>';
    mkdirSync(join(folder, "module/deep"), { recursive: true });
    mkdirSync(join(folder, "module/node_modules"), { recursive: true });
    const [first, second] = [file("module/TEST-a.xml", passed), file("module/deep/TEST-b.xml", passed)];
    file("module/node_modules/TEST-c.xml", passed);
    file("module/other.xml", passed);
    const pattern = join(folder, "module/**/TEST-*.xml");
    expect((await heal(["report", "--json", pattern])).rows()).toMatchObject([
      { file: first },
      { file: second },
    ]);
    const { code, out } = await heal(["report", pattern, join(folder, "good.xml")]);
    expect(code).toBe(0);
    expect(out).toMatch(/\ntotal: 3 tests in 3 files\n {2}2 passed, 1 failed, 0 errors, 0 skipped\n$/);
    const none = await heal(["report", "--json", join(folder, "**/absent-*.xml")]);
    expect(none).toMatchObject({ code: 1 });
    expect(none.rows()).toMatchObject([{ error: { code: "HEAL_INPUT_UNREADABLE" } }]);
  });

  it("names a test that passed when it was tried again", async () => {
    const { out } = await heal(
      ["report", "-"],
      '<testsuite tests="1"><testcase name="a"><flakyFailure message="reset"/></testcase></testsuite>',
    );
    expect(out).toContain("1 passed (1 flaky), 0 failed");
    expect(out).toContain("~ a [failed, passed]\n      reset\n");
  });

  it("is bad usage without a file", async () => expect((await heal(["report"])).code).toBe(2));
});
