import { z } from "zod";
import { recentAudit, verifyAudit, type AuditCheck } from "../store/audit.js";
import { exportAudit } from "./audit-files/export.js";
import { auditFormats, type AuditFormat } from "./audit-files/row.js";
import { verifyExport } from "./audit-files/verify-file.js";
import { withReadyStore } from "./store/ready.js";
import { type CliIo, type ExitCode, type Subcommand, write, writeJson } from "./subcommand.js";

interface Options {
  json?: boolean;
  verify?: boolean;
  file?: string;
  export?: string;
  since?: string;
  format: string;
  limit: string;
}

interface Ask {
  way: "list" | "verify" | "export";
  limit: number;
  since: Date | null;
  format: AuditFormat;
}

export const audit: Subcommand = {
  name: "audit",
  summary: "Shows who did what, and proves that nothing was changed afterwards.",
  build(command, io, done) {
    command
      .argument("[what]", "`export` or `verify`, for --export - and --verify")
      .option("--verify", "check the chain of hashes over all rows")
      .option("--file <export>", "with --verify: check an export, without a database")
      .option("--export <file>", "write all rows with their hashes to a new file; `-` is stdout")
      .option("--since <time>", "with --export: from the first row of this day or time on (ISO 8601)")
      .option("--format <format>", "with --export: jsonl or csv", "jsonl")
      .option("--limit <n>", "how many rows, newest first", "50")
      .addHelpText(
        "after",
        `
Each row's hash covers the row before it. A chain cut off at its end still fits: keep the printed head elsewhere to see that.
A hash is SHA-256, in hexadecimal, of the previous row's hash (of the first row: 64 zeros), a line feed, and the JSON of actor, at, detail,
kind and subject with all keys sorted and no spaces. The cells of a CSV are as stored: have a spreadsheet read them as text.
Exit status 1: the chain is broken, or the file is no export.`,
      )
      .action(async (what: string | undefined, options: Options) => {
        const ask = readAsk(what, options);
        if (typeof ask !== "string") return done(await ways[ask.way](ask, options, io));
        await write(io.stderr, `heal: ${ask}\n`);
        done(2);
      });
  },
};

/** What is asked for, or the words of a bad call. */
function readAsk(what: string | undefined, options: Options): Ask | string {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) return "--limit is a number from 1 to 10000";
  if (what !== undefined && what !== "export" && what !== "verify") return "say `export` or `verify`";
  const verify = options.verify === true || what === "verify";
  const exporting = options.export !== undefined || what === "export";
  if (verify && exporting) return "give one of export and verify";
  if (options.file !== undefined && !verify) return "--file is for --verify";
  if (options.since !== undefined && !exporting) return "--since is for --export";
  const format = auditFormats.find((one) => one === options.format);
  if (!format) return `--format is one of ${auditFormats.join(", ")}`;
  const since = time.safeParse(options.since);
  if (!since.success) return "--since is a day or a time: 2026-01-31, 2026-01-31T12:00:00Z";
  return { way: verify ? "verify" : exporting ? "export" : "list", limit, since: since.data, format };
}

const time = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })])
  .optional()
  .transform((text) => (text === undefined ? null : new Date(text)));

type Way = (ask: Ask, options: Options, io: CliIo) => Promise<ExitCode>;

const list: Way = async ({ limit }, { json }, io) => {
  for (const row of await withReadyStore(io, ({ db }) => recentAudit(db, limit))) {
    const { id, at, actor, kind, subject, detail } = row;
    const text = `${id} ${at.toISOString()} ${actor} ${kind} ${subject} ${JSON.stringify(detail)}\n`;
    await (json ? writeJson(io, row) : write(io.stdout, text));
  }
  return 0;
};

const verify: Way = async (_ask, { json, file }, io) => {
  const check: AuditCheck & { whole?: boolean } =
    file === undefined ? await withReadyStore(io, ({ db }) => verifyAudit(db)) : await verifyExport(file);
  const part = check.whole === false ? " (a part: it does not begin with the first row)" : "";
  const text = check.broken
    ? `broken at row ${check.broken.id}: ${check.broken.reason}\n`
    : `${check.rows} rows, unbroken; head ${check.head}${part}\n`;
  await (json ? writeJson(io, check) : write(io.stdout, text));
  return check.broken ? 1 : 0;
};

/** The rows alone are on stdout where they go there: what is said of them goes to stderr. */
const exported: Way = async ({ since, format }, { json, export: file = "-" }, io) => {
  const said = await withReadyStore(io, ({ db }) => exportAudit(db, { since, format, file }, io.stdout));
  if (json && file !== "-") await writeJson(io, { file, ...said });
  else
    await write(
      file === "-" ? io.stderr : io.stdout,
      `${said.rows} rows written; head ${said.head ?? "none"}\n`,
    );
  return 0;
};

const ways: Readonly<Record<Ask["way"], Way>> = { list, verify, export: exported };
