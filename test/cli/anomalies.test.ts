import { Readable, Writable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { anomalies } from "../../src/cli/anomalies.js";
import { changepoints } from "../../src/cli/changepoints.js";
import { flaky } from "../../src/cli/flaky.js";
import { runCli } from "../../src/cli/program.js";

async function heal(
  argv: string[],
  stdin: string | Buffer,
): Promise<{ code: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const sink = (to: "out" | "err"): Writable =>
    new Writable({ write: (bytes: Buffer, _encoding, next) => ((said[to] += bytes.toString()), next()) });
  const io = {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: sink("out"),
    stderr: sink("err"),
    env: {},
  };
  const code = await runCli(argv, io, [anomalies, changepoints, flaky]);
  return { code, ...said };
}

const csv = `timestamp,value\n${Array.from({ length: 40 }, (_, i) => `${i * 300},${i === 30 ? 50 : 10}`).join("\n")}\n`;

describe("heal anomalies", () => {
  it.each([
    ["plain", csv],
    ["packed", gzipSync(csv)],
  ])("scores each row of a %s file", async (_name, input) => {
    const { code, out } = await heal(["anomalies", "--json", "-"], input);
    const rows = out
      .trim()
      .split("\n")
      .map((row) => JSON.parse(row) as { timestamp: string; score: number });
    expect(code).toBe(0);
    expect(rows).toHaveLength(40);
    expect(rows.filter(({ score }) => score >= 0.5).map(({ timestamp }) => timestamp)).toEqual(["9000"]);
  });

  it.each([
    ["2020-01-01,1\n2020-01-02,x\n", 1, "line 2"],
    ["timestamp,value\nsoon,1\n", 1, "line 2"],
    ["1\n", 1, "line 1"],
  ])("refuses %j", async (input, expected, words) => {
    const { code, err } = await heal(["anomalies", "--json", "-"], input);
    expect(code).toBe(expected);
    expect(err).toContain(words);
  });

  it("is used badly without a file", async () => expect((await heal(["anomalies"], "")).code).toBe(2));

  it.each(["", "NaN", "Infinity"])("gives the value %j as null with score 0", async (value) => {
    const { out } = await heal(["anomalies", "--json", "-"], `2020-01-01,${value}\n`);
    expect(JSON.parse(out)).toEqual({ timestamp: "2020-01-01", value: null, score: 0 });
  });
});

describe("heal changepoints", () => {
  it("names the first row after the change", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `day ${i},${(i < 30 ? 1 : 9) + (i % 3) / 10}`).join(
      "\n",
    );
    const { code, out } = await heal(["changepoints", "--json", "-"], `timestamp,value\n${rows}\n`);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ index: 30, timestamp: "day 30" });
  });
  it("says nothing of a steady series", async () => {
    expect((await heal(["changepoints", "--json", "-"], "1,5\n2,5\n3,5\n")).out).toBe("");
  });
});

describe("heal flaky", () => {
  const row = {
    run_id: 7,
    attempt: 1,
    repo: "a/b",
    workflow: "ci.yml",
    branch: "m",
    event: "push",
    sha: "s",
    more: 1,
  };
  it("answers each line in order and ignores other keys", async () => {
    const lines = ["failure", "success"].map((conclusion, i) =>
      JSON.stringify({ ...row, attempt: i + 1, conclusion }),
    );
    const { code, out } = await heal(["flaky", "--json", "-"], lines.join("\n"));
    const said = out
      .trim()
      .split("\n")
      .map((one) => JSON.parse(one) as unknown);
    expect(code).toBe(0);
    expect(said).toMatchObject([
      { run_id: 7, attempt: 1, verdict: "unknown" },
      { run_id: 7, attempt: 2, verdict: "unknown" },
    ]);
  });
  it("names the line that is wrong", async () => {
    const { code, err } = await heal(["flaky", "--json", "-"], "\n{}\n");
    expect([code, err.includes("line 2")]).toEqual([1, true]);
  });
});
