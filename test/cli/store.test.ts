import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { runCli } from "../../src/cli/program.js";
import { systemClock } from "../../src/core/clock.js";
import { noteEmergency } from "../../src/flags/kill-switch.js";
import { upsertRepository } from "../../src/store/repositories.js";
import { listStops } from "../../src/store/stops.js";
import { flagCatalogue } from "../../src/flags/catalogue.js";
import type { TestDatabase } from "../harness/database.js";
import { emptyDatabase, testDatabase } from "../harness/database.js";

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.drop());

async function heal(
  args: string[],
  env: Record<string, string> = { DATABASE_URL: database.url, USER: "ada" },
) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  let [out, err] = ["", ""];
  stdout.on("data", (text: Buffer) => (out += text.toString()));
  stderr.on("data", (text: Buffer) => (err += text.toString()));
  const code = await runCli(args, { stdin: new PassThrough(), stdout, stderr, env });
  return { code, out, err };
}
const json = (out: string): unknown[] =>
  out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);

describe("heal stop and resume", () => {
  it("stop everything or one repository, and say what is left", async () => {
    await upsertRepository(database.db, { full_name: "o/r", repository_id: 1, installation_id: 7 });
    expect(await heal(["stop", "too", "many", "reruns", "--repository", "O/R"])).toEqual({
      ...{ code: 0, out: "stopped: o/r\n", err: "" },
    });
    const stopped = await heal(["stop", "deploy freeze", "--json"]);
    expect(json(stopped.out)).toEqual([
      { scope: "global", stopped: true, reason: "deploy freeze", by: "cli:ada" },
    ]);
    expect((await heal(["resume"])).out).toBe("resumed: global\nstill stopped: o/r (too many reruns)\n");
    expect(await heal(["resume"])).toMatchObject({
      code: 1,
      out: expect.stringContaining("nothing was stopped"),
    });
    expect(json((await heal(["resume", "--repository", "O/R", "--json"])).out)).toEqual([
      { scope: "O/R", resumed: true, left: [] },
    ]);
  });

  it("a first word that is a repository's name is the one to stop, and never a reason to stop all", async () => {
    expect(json((await heal(["stop", "o/r", "bad", "release", "--json"])).out)).toMatchObject([
      { scope: "o/r", reason: "bad release" },
    ]);
    expect((await heal(["resume", "o/r"])).out).toBe("resumed: o/r\n");
    for (const args of [["o/rr"], ["o/rr", "why"], ["why", "--repository", "o/rr"]])
      expect(await heal(["stop", ...args])).toEqual({
        code: 1,
        out: "",
        err: expect.stringMatching(/heal knows no repository o\/rr; did you mean o\/r\?/),
      });
    expect(await listStops(database.db)).toEqual([]);
  });

  it("a stop of the environment is lifted by no command", async () => {
    await noteEmergency(database.db, systemClock, "fire");
    await heal(["stop", "also this"]);
    const held = expect.stringContaining("HEAL_EMERGENCY_STOP stops heal, and is lifted by no command");
    expect(await heal(["resume"])).toEqual({
      ...{ code: 1, err: held },
      out: "resumed: global\nstill stopped: environment (fire)\n",
    });
    expect(await heal(["resume", "environment"])).toMatchObject({ code: 1, err: held });
    expect(await listStops(database.db)).toMatchObject([{ scope: "environment" }]);
    await noteEmergency(database.db, systemClock, undefined);
    expect(await listStops(database.db)).toEqual([]);
  });

  it("a stop wants a reason", async () => {
    expect((await heal(["stop"])).code).toBe(2);
    expect((await heal(["stop", " "])).code).toBe(2);
  });
});

describe("heal flags", () => {
  it("lists every flag, sets and unsets", async () => {
    expect(json((await heal(["flags", "--json"])).out)).toEqual(
      flagCatalogue.map(({ name }) => expect.objectContaining({ name, enabled: true, set: false })),
    );
    const off = await heal(["flags", "set", "self_healing.recovery", "off"]);
    expect(off.out).toMatch(/^self_healing\.recovery +off \(cli:ada\)$/m);
    await heal(["flags", "set", "self_healing.recovery", "on", "--repository", "o/r"]);
    expect((await heal(["flags"])).out).toMatch(/^self_healing\.recovery +off .*, o\/r: on$/m);
    await heal(["flags", "unset", "self_healing.recovery", "--repository", "o/r"]);
    expect((await heal(["flags", "unset", "self_healing.recovery"])).out).toMatch(
      /^self_healing\.recovery +on$/m,
    );
  });

  it("sets a share, and says what is not built", async () => {
    const { out } = await heal(["flags", "set", "self_healing.recovery", "--percent", "25"]);
    expect(out).toMatch(/^self_healing\.recovery +on in 25 % of the repositories \(cli:ada\)$/m);
    expect(out).toMatch(/^self_healing\.optimization +not built yet$/m);
    expect((await heal(["flags", "set", "self_healing.fix", "off"])).err).toContain(
      "self_healing.fix is called self_healing.codegen_integration now",
    );
    await heal(["flags", "unset", "self_healing.recovery"]);
  });

  it.each([
    [["flags", "get"]],
    [["flags", "list", "self_healing.recovery"]],
    [["flags", "set", "self_healing.fixes", "on"]],
    [["flags", "set", "self_healing.fix", "off"]],
    [["flags", "set", "self_healing.optimization", "off"]],
    [["flags", "set", "self_healing.recovery", "on", "--percent", "20"]],
    [["flags", "set", "self_healing.recovery", "--percent", "101"]],
    [["flags", "set", "self_healing.monitoring", "off", "--repository", "o/r"]],
    [["flags", "set", "self_healing.recovery", "maybe"]],
    [["flags", "set", "self_healing.recovery"]],
    [["flags", "unset", "self_healing.recovery", "on"]],
    [["flags", "set"]],
  ])("refuses %j as bad usage", async (args) => {
    expect(await heal(args)).toMatchObject({ code: 2, out: "" });
  });
});

describe("heal audit", () => {
  it("shows what was done above, and finds what was changed", async () => {
    const rows = json((await heal(["audit", "--json", "--limit", "3"])).out) as {
      kind: string;
      actor: string;
    }[];
    expect(rows.map(({ kind, actor }) => [kind, actor])).toEqual(Array(3).fill(["flag", "cli:ada"]));
    expect((await heal(["audit", "--verify"])).out).toMatch(/^\d+ rows, unbroken; head [0-9a-f]{64}\n$/);
    await database.db.run`update audit set actor = 'nobody' where id = 2`;
    const broken = await heal(["audit", "--verify", "--json"]);
    expect(broken.code).toBe(1);
    expect(json(broken.out)).toMatchObject([{ rows: 1, broken: { id: 2 } }]);
    expect(await heal(["doctor"])).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^BAD +audit +broken at row 2/m),
    });
    await database.db.run`update audit set actor = 'cli:ada' where id = 2`;
  });

  it.each(["0", "x", "10001", "1.5"])("refuses --limit %s", async (limit) => {
    expect((await heal(["audit", "--limit", limit])).code).toBe(2);
  });
});

describe("heal migrate", () => {
  it("tries, goes forward, compares and goes back", async () => {
    const empty = await emptyDatabase();
    const run = (...args: string[]) => heal(["migrate", ...args], { DATABASE_URL: empty.url });
    try {
      expect((await run("--dry-run")).out).toContain("create table deliveries (");
      expect(await run("--verify")).toMatchObject({
        code: 1,
        out: expect.stringContaining("pending: 0001_initial\n"),
      });
      expect(json((await run("--json")).out)).toMatchObject([
        { ran: expect.arrayContaining(["0001_initial"]) },
      ]);
      expect((await run()).out).toBe("nothing to do\n");
      expect(await run("--verify")).toMatchObject({ code: 0, out: "the schema is as expected\n" });
      await empty.db.run`drop index deliveries_lane`;
      expect(await run("--verify")).toMatchObject({
        code: 1,
        out: expect.stringMatching(/^missing: CREATE INDEX deliveries_lane/),
      });
      expect((await run("--rollback")).out).toMatch(/^rolled back: /);
    } finally {
      await empty.drop();
    }
  });

  it("does one thing at a time", async () => {
    expect((await heal(["migrate", "--verify", "--rollback"])).code).toBe(2);
  });

  it("others want it first when the schema lags behind, and do it themselves when there is none", async () => {
    const empty = await emptyDatabase();
    const env = { DATABASE_URL: empty.url };
    try {
      expect((await heal(["flags"], env)).code).toBe(0);
      await empty.db.run`update heal_migrations set name = '0000_other'`;
      const behind = await heal(["flags"], env);
      expect(behind.code).toBe(1);
      expect(behind.err).toContain("run `heal migrate` first");
      await empty.db.run`insert into heal_migrations (name) values ('9999_breaking')`;
      expect((await heal(["stop", "now"], env)).err).toMatch(/^heal: HEAL_SCHEMA_NEWER: .*9999_breaking/);
    } finally {
      await empty.drop();
    }
  });
});

describe("heal doctor", () => {
  it("looks at everything when all is well", async () => {
    const { code, out } = await heal(["doctor", "--json"]);
    const rows = json(out) as { check: string; state: string; detail: string }[];
    expect(rows.filter(({ state }) => state === "bad")).toEqual([]);
    expect(code).toBe(0);
    expect(rows.map(({ check }) => check)).toEqual(
      expect.arrayContaining(["settings", "database", "schema", "queue"]),
    );
  });

  it("says what is wrong, and does not look where it cannot", async () => {
    const { code, out } = await heal(["doctor"], {
      HEAL_MODE: "loud",
      DATABASE_URL: "postgresql://u:hidden@h/d",
    });
    expect(code).toBe(1);
    expect(out).toMatch(/^BAD +settings +HEAL_MODE is none of/m);
    expect(out).toMatch(/^note +schema +not looked at: no store/m);
    expect(out).not.toContain("hidden");
  });

  it("names a database that does not answer", async () => {
    const { out } = await heal(["doctor"], { DATABASE_URL: "postgresql://heal:hidden@127.0.0.1:1/none" });
    expect(out).toMatch(/^BAD +database +HEAL_STORE_UNAVAILABLE: .*ECONNREFUSED/m);
    expect(out).not.toContain("hidden");
  });
});
