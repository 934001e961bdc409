import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { runCli } from "../../src/cli/program.js";
import { appendAudit } from "../../src/store/audit.js";
import { testDatabase, type TestDatabase } from "../harness/database.js";

let database: TestDatabase;
let folder: string;
const ROWS = 1_003;
beforeAll(async () => {
  [database, folder] = [await testDatabase(), await mkdtemp(join(tmpdir(), "heal-audit-"))];
  await database.db.tx(async (tx) => {
    for (let n = 1; n <= ROWS; n += 1)
      await appendAudit(tx, {
        at: new Date(Date.UTC(2026, 0, n <= 1_000 ? 1 : n - 999)),
        ...{ actor: "cli:ada", kind: "flag", subject: 'a, "b"\nÄ' },
        detail: { z: n, a: { y: null, b: "ü," } },
      });
  });
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

async function heal(args: string[], env: Record<string, string> = { DATABASE_URL: database.url }) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const [out, err] = [text(stdout), text(stderr)];
  const code = await runCli(["audit", ...args], { stdin: new PassThrough(), stdout, stderr, env });
  stdout.end();
  stderr.end();
  return { code, out: await out, err: await err };
}
/** Without a database: one that does not answer is named. */
const offline = (...args: string[]) =>
  heal(["verify", "--file", ...args], { DATABASE_URL: "postgresql://heal@127.0.0.1:1/none" });

describe("heal audit export", () => {
  it.each(["jsonl", "csv"])("writes every row as %s, and an export is checked offline", async (format) => {
    const file = join(folder, `all.${format}`);
    const { code, out } = await heal(["--export", file, "--format", format]);
    expect([code, out]).toEqual([0, expect.stringMatching(/^1003 rows written; head [0-9a-f]{64}\n$/)]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const head = out.trim().slice(-64);
    expect(await offline(file)).toEqual({ code: 0, out: `1003 rows, unbroken; head ${head}\n`, err: "" });
    expect((await heal(["--verify"])).out).toBe(`1003 rows, unbroken; head ${head}\n`);
    const known = await readFile(file, "utf8");
    expect(await heal(["--export", file])).toMatchObject({ code: 1, err: expect.stringContaining("EEXIST") });
    expect(await readFile(file, "utf8")).toBe(known);
    await writeFile(file, known.replace("cli:ada", "cli:eve"));
    expect(await offline(file)).toMatchObject({ code: 1, out: expect.stringMatching(/^broken at row 1: /) });
  });

  it("is checked by the rule of the help alone", async () => {
    const { out, err } = await heal(["export"]);
    expect(err).toMatch(/^1003 rows written/);
    let previous = "0".repeat(64);
    for (const line of out.trimEnd().split("\n").slice(0, 5)) {
      const row = JSON.parse(line) as Record<string, unknown> & { detail: { z: number } };
      const json = `{"actor":"cli:ada","at":"${String(row["at"])}","detail":{"a":{"b":"ü,","y":null},"z":${row.detail.z}},"kind":"flag","subject":"a, \\"b\\"\\nÄ"}`;
      expect(row["previous"]).toBe(previous);
      previous = createHash("sha256").update(`${previous}\n${json}`).digest("hex");
      expect(row["hash"]).toBe(previous);
    }
  });

  it("begins at a time, and says that it is a part; a row taken out is found", async () => {
    const { out } = await heal(["export", "--since", "2026-01-02"]);
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    const file = join(folder, "part.jsonl");
    await writeFile(file, out);
    expect((await offline(file)).out).toMatch(/^3 rows, unbroken; head .* \(a part: /);
    await writeFile(file, `${lines[0] ?? ""}\n${lines[2] ?? ""}\n`);
    expect(await offline(file)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^broken at row 1003: /),
    });
    expect((await heal(["export", "--since", "2027-01-01"])).out).toBe("");
  });

  it("says where a file is no export", async () => {
    const file = join(folder, "odd");
    await writeFile(file, '{"id": 1}\n');
    expect(await offline(file)).toMatchObject({ code: 1, err: expect.stringContaining(`${file}:1: no row`) });
    expect(await offline(join(folder, "none"))).toMatchObject({
      code: 1,
      err: expect.stringContaining("HEAL_INPUT_UNREADABLE"),
    });
  });

  it.each([
    [["exports"]],
    [["export", "--verify"]],
    [["export", "--format", "xml"]],
    [["export", "--since", "yesterday"]],
    [["--since", "2026-01-01"]],
    [["--file", "x"]],
  ])("refuses %j as bad usage", async (args) => {
    expect(await heal(args)).toMatchObject({ code: 2, out: "" });
  });
});
