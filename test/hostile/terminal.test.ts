import { describe, expect, it } from "@jest/globals";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { runCli } from "../../src/cli/program.js";

const run = async (argv: string[], stdin = "") => {
  const said = { out: "", err: "" };
  const into = (to: "out" | "err") =>
    new Writable({ write: (chunk, _encoding, done) => ((said[to] += String(chunk)), done()) });
  const io = {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: into("out"),
    stderr: into("err"),
    env: {},
  };
  return { status: await runCli(argv, io), ...said };
};

/** A window's title, a colour, the same by C1, a bell, a return over the line, and text turned round. */
const evil = "a\u001b]0;owned\u0007b\u001b[2Jc\u009b31md\u0007e\rf\u202eg\u2066h\u061ci\u200fj";
const unsafe = /(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

describe("what people read in a terminal says nothing to the terminal", () => {
  it.each([
    ["report, names and messages of TAP", ["report", "-"], `TAP version 13\n1..1\nnot ok 1 - ${evil}\n`],
    [
      "report, names and messages of JUnit",
      ["report", "-"],
      `<testsuite name="s"><testcase name="n\u202e\u009b31m" file="f\u2066"><failure message="m\u202e">t\u009b</failure></testcase></testsuite>`,
    ],
    ["report, what is none", ["report", "-"], `${evil}`],
    ["report, a file that is missing", ["report", `/nothing/${evil}`], ""],
    [
      "diagnose",
      ["diagnose", "-"],
      `npm error ${evil}\nError: ${evil}\n##[error]Process completed with exit code 1.\n`,
    ],
    ["diagnose, a file that is missing", ["diagnose", `/nothing/${evil}`], ""],
    ["templates", ["templates", "-"], `${evil}\n${evil}\n`],
    ["templates, a file that is missing", ["templates", `/nothing/${evil}`], ""],
    ["a command that is none", [evil], ""],
    ["an option that is none", ["report", `--${evil}`], ""],
    ["anomalies", ["anomalies", "-"], `timestamp,value\n${evil},1\n`],
    ["flaky", ["flaky", "-"], `{"run_id":"${evil}"}\n`],
  ])("%s", async (_name, argv, stdin) => {
    const { out, err } = await run(argv, stdin);
    expect(`${out}${err}`).not.toBe("");
    expect(`${out}${err}`).not.toMatch(unsafe);
  });

  it("and no name makes a line of its own", async () => {
    const { out } = await run(
      ["report", "-"],
      '<testsuite name="s"><testcase name="n&#10;  9 passed, 0 failed"><failure/></testcase></testsuite>',
    );
    expect(out.split("\n").filter((line) => /^ {2}\d+ passed/.test(line))).toHaveLength(1);
  });
});

it("what programs read stays as it is", async () => {
  const dir = await mkdtemp(join(tmpdir(), "heal-terminal-"));
  try {
    const file = join(dir, "r.xml");
    await writeFile(file, '<testsuite name="s"><testcase name="n\u202ex"><failure/></testcase></testsuite>');
    const { out } = await run(["report", "--json", file]);
    expect((JSON.parse(out) as { failures: { name: string }[] }).failures[0]?.name).toBe("n\u202ex");
    expect((await run(["redact"], `x ${evil}\n`)).out).toContain("\u202e");
  } finally {
    await rm(dir, { recursive: true });
  }
});
