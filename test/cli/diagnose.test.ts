import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable, Writable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { diagnose } from "../../src/cli/diagnose.js";
import { runCli } from "../../src/cli/program.js";
import { failedStep } from "../diagnosis/support.js";
import { zipOf } from "../logs/zip.js";

const folder = mkdtempSync(path.join(tmpdir(), "heal-diagnose-"));
const file = (name: string, content: string | Buffer): string => {
  const full = path.join(folder, name);
  writeFileSync(full, content);
  return full;
};

async function heal(
  argv: string[],
  stdin = "",
): Promise<{ code: number; out: string; err: string; rows: Record<string, unknown>[] }> {
  const said = { out: "", err: "" };
  const sink = (to: "out" | "err"): Writable =>
    new Writable({ write: (bytes: Buffer, _encoding, next) => ((said[to] += bytes.toString()), next()) });
  const io = {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: sink("out"),
    stderr: sink("err"),
    env: {},
  };
  const code = await runCli(["diagnose", ...argv], io, [diagnose]);
  const rows = argv.includes("--json")
    ? said.out
        .split("\n")
        .filter(Boolean)
        .map((row) => JSON.parse(row) as Record<string, unknown>)
    : [];
  return { code, ...said, rows };
}

const reset = failedStep("npm error network read ECONNRESET");

describe("heal diagnose", () => {
  it("answers a line a log, in order, with what the contract names", async () => {
    const [a, b] = [file("a.log", reset), file("b.log", failedStep("--- FAIL: TestSum (0.00s)"))];
    const { code, rows } = await heal(["--json", a, b]);
    expect([code, rows.map(({ file: name, category }) => [name, category])]).toEqual([
      0,
      [
        [a, "network"],
        [b, "test_failure"],
      ],
    ]);
    expect(Object.keys(rows[0]!)).toEqual(
      expect.arrayContaining([
        "confidence",
        "summary",
        "fingerprint",
        "chunk",
        "failed",
        "evidence",
        "alternatives",
      ]),
    );
    expect(rows[0]!.evidence).toEqual(
      expect.arrayContaining([{ line: 4, text: "npm error network read ECONNRESET" }]),
    );
  });

  it("answers the others when one cannot be read, and exits 1", async () => {
    const good = file("good.log", reset);
    const { code, rows } = await heal(["--json", "/nowhere/x.log", good, folder]);
    expect(code).toBe(1);
    expect(rows).toMatchObject([
      { file: "/nowhere/x.log", error: { code: "HEAL_INPUT_UNREADABLE" } },
      { category: "network" },
      { error: {} },
    ]);
  });

  it.each([
    ["a gzip by its content, not its name", gzipSync(reset)],
    ["a text", Buffer.from(reset)],
  ])("reads %s", async (_name, bytes) => {
    expect((await heal(["--json", file("some.bin", bytes)])).rows).toMatchObject([{ category: "network" }]);
  });

  it("reads stdin as -", async () => {
    expect((await heal(["--json", "-"], reset)).rows).toMatchObject([{ file: "-", category: "network" }]);
  });

  it("reads GitHub's archive and says which entry and step", async () => {
    const zip = await zipOf({
      "1_build.txt": reset,
      "build/1_Set up job.txt": "ok\n",
      "build/2_Run npm ci.txt": reset,
    });
    const [row] = (await heal(["--json", file("run.zip", zip)])).rows;
    expect(row).toMatchObject({
      category: "network",
      failed: { job: "build", step: "Run npm ci" },
      chunk: { path: "build/2_Run npm ci.txt" },
    });
    expect(row!.evidence).toEqual(
      expect.arrayContaining([expect.objectContaining({ path: "build/2_Run npm ci.txt", line: 4 })]),
    );
  });

  it.each([
    ["half a gzip", gzipSync(reset).subarray(0, 40)],
    ["half a zip", Buffer.from("PK\u0003\u0004 and then nothing more of it")],
    ["no bytes", Buffer.alloc(0)],
  ])("%s is no_log, which is an answer", async (_name, bytes) => {
    const { code, rows } = await heal(["--json", file("cut", bytes)]);
    expect([code, rows]).toMatchObject([
      0,
      [{ category: "no_log", chunk: null, reason: expect.any(String) }],
    ]);
  });

  it("takes a green log and earlier labelled logs", async () => {
    const log = file("red.log", "hello\nerror: always\nthe frob broke\nbye\n");
    const green = file("green.log", "hello\nerror: always\nbye\n");
    const [withGreen] = (await heal(["--json", "--baseline", green, log])).rows;
    expect(withGreen!.chunk).toEqual({ start_line: 3, end_line: 3 });
    const examples = file(
      "examples.jsonl",
      `${JSON.stringify({ log: "red.log", start_line: 1, end_line: 1 })}\n\n`,
    );
    const [taught] = (await heal(["--json", "--examples", examples, log])).rows;
    expect(taught!.chunk).toEqual({ start_line: 1, end_line: 1 });
  });

  it.each([
    ["no log", []],
    ["evidence below 0", ["--evidence", "-1", "x"]],
    ["evidence above 200", ["--evidence", "201", "x"]],
    ["evidence that is no number", ["--evidence", "many", "x"]],
    ["an unknown option", ["--frob", "x"]],
  ])("refuses %s as bad usage", async (_name, argv) => {
    expect((await heal(argv)).code).toBe(2);
  });

  it("names the line of an example it cannot use", async () => {
    const bad = file("bad.jsonl", '{"log":"a.log","start_line":1,"end_line":1}\n{"log":7}\n');
    const { code, err } = await heal(["--json", "--examples", bad, file("x.log", reset)]);
    expect([code, err]).toEqual([1, expect.stringContaining("line 2")]);
  });

  it("tells people in at most 12 lines what failed, where, why and what to do", async () => {
    const { out } = await heal([file("people.log", reset)]);
    expect(out).toMatch(/people\.log: network \(\d+ %\)\n/);
    expect(out).toContain("4 | npm error network read ECONNRESET");
    for (const part of ["  failed: ", "  where: step Run npm ci", "  rerun: may help", "  next: "])
      expect(out).toContain(part);
    expect(out.trimEnd().split("\n").length).toBeLessThanOrEqual(12);
    expect(out).not.toContain("##[");
  });

  it("tells people that a log is not there, or shows no failure", async () => {
    const green = "##[group]Run x\nx\n##[endgroup]\nfine\nPost job cleanup.\nCleaning up orphan processes\n";
    expect((await heal([file("empty.log", "")])).out).toContain("no log to read");
    expect((await heal([file("fine.log", green)])).out).toContain("The log shows no failure.");
  });
});
