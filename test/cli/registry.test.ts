import { PassThrough } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../src/cli/program.js";
import { subcommands } from "../../src/cli/registry.js";
import type { Listed } from "../../src/cli/subcommand.js";

/** What it writes, and which files it read for that. */
async function run(argv: string[]) {
  const loaded: string[] = [];
  const watched: Listed[] = subcommands.map((listed) => ({
    ...listed,
    load: () => {
      loaded.push(listed.name);
      return listed.load();
    },
  }));
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await runCli(argv, { stdin: new PassThrough(), stdout, stderr, env: {} }, watched);
  return { code, loaded, said: String(stdout.read() ?? ""), problem: String(stderr.read() ?? "") };
}

describe("the list of subcommands", () => {
  it("says of each what its file says", async () => {
    for (const { name, summary, ...listed } of subcommands)
      expect(await listed.load()).toMatchObject({ name, summary });
  });

  it("is the help, for which no file is read", async () => {
    const { code, loaded, said } = await run(["--help"]);
    expect(code).toBe(0);
    expect(loaded).toEqual([]);
    for (const { name, summary } of subcommands) {
      expect(said).toContain(`  ${name} `);
      expect(said.replace(/\s+/g, " ")).toContain(summary);
    }
  });

  it.each([
    ["--help behind it", ["redact", "--help"]],
    ["help before it", ["help", "redact"]],
    ["an option before it", ["--no-such", "redact"]],
  ])("reads the file of the one that is asked for: %s", async (_name, argv) => {
    expect((await run(argv)).loaded).toEqual(["redact"]);
  });

  it("knows the options of what it has read", async () => {
    expect((await run(["migrate", "--help"])).said).toContain("--dry-run");
    expect((await run(["help", "migrate"])).said).toContain("--dry-run");
  });

  it("refuses what it does not know", async () => {
    const { code, loaded, problem } = await run(["redcat"]);
    expect(code).toBe(2);
    expect(loaded).toEqual([]);
    expect(problem).toContain("unknown command 'redcat'");
  });
});
