import { migrate as forward, migrationState, rollback, tryMigrate } from "../store/migrate.js";
import type { Store } from "../store/open.js";
import { dumpSchema, expectedSchema, schemaDrift } from "../store/schema.js";
import { withStore } from "./inbox/open.js";
import { type CliIo, type ExitCode, type Subcommand, write, writeJson } from "./subcommand.js";

interface Flags {
  json?: boolean;
  dryRun?: boolean;
  verify?: boolean;
  rollback?: boolean;
  schema?: boolean;
}

/** What is said: one object for machines, lines for people. */
interface Said {
  code: ExitCode;
  json: object;
  lines: string[];
}

export const migrate: Subcommand = {
  name: "migrate",
  summary: "Brings the database's schema up to date, or back.",
  build(command, io, done) {
    command
      .option("--dry-run", "try it and take it back: print the statements, change nothing")
      .option("--verify", "compare the database with migrations/schema.sql, change nothing")
      .option("--rollback", "take the last migration back, with the data in what it made")
      .option("--schema", "print the database's schema as migrations/schema.sql holds it")
      .addHelpText(
        "after",
        `
\`heal serve\` does this by itself at its start. All processes that migrate one database take turns. A migration whose name
ends in _breaking keeps older versions of heal from working on its database; any other leaves them running.
Exit status 1: with --verify, the database differs or is not up to date.`,
      )
      .action(async (flags: Flags) => {
        const ways = [flags.dryRun, flags.verify, flags.rollback, flags.schema].filter(Boolean).length;
        if (ways > 1) {
          await write(io.stderr, "heal: give one of --dry-run, --verify, --rollback and --schema\n");
          return done(2);
        }
        const said = await withStore(io, (store) => answer(store, flags));
        await say(io, flags, said);
        done(said.code);
      });
  },
};

async function answer({ url, db }: Store, flags: Flags): Promise<Said> {
  if (flags.schema) {
    const schema = await dumpSchema(db);
    return { code: 0, json: { schema }, lines: [schema.trimEnd()] };
  }
  if (flags.verify) {
    const state = await migrationState(url);
    const drift = schemaDrift(await expectedSchema(), await dumpSchema(db));
    const wrong = drift.length + state.pending.length + state.unknown.length > 0;
    const lines = [
      ...state.pending.map((name) => `pending: ${name}`),
      ...state.unknown.map((name) => `unknown to this version: ${name}`),
      ...drift,
    ];
    return {
      code: wrong ? 1 : 0,
      json: { ...state, drift },
      lines: wrong ? lines : ["the schema is as expected"],
    };
  }
  if (flags.dryRun) {
    const { pending, sql } = await tryMigrate(url);
    return { code: 0, json: { pending, sql }, lines: pending.length ? sql : ["nothing is pending"] };
  }
  const { applied, ran } = await (flags.rollback ? rollback(url) : forward(url));
  const word = flags.rollback ? "rolled back" : "applied";
  return {
    code: 0,
    json: { ran, applied },
    lines: ran.length ? ran.map((name) => `${word}: ${name}`) : ["nothing to do"],
  };
}

async function say(io: CliIo, flags: Flags, { json, lines }: Said): Promise<void> {
  if (flags.json) await writeJson(io, json);
  else await write(io.stdout, `${lines.join("\n")}\n`);
}
