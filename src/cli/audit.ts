import { recentAudit, verifyAudit } from "../store/audit.js";
import { withReadyStore } from "./store/ready.js";
import { type Subcommand, write, writeJson } from "./subcommand.js";

export const audit: Subcommand = {
  name: "audit",
  summary: "Shows who did what, and proves that nothing was changed afterwards.",
  build(command, io, done) {
    command
      .option("--verify", "check the chain of hashes over all rows")
      .option("--limit <n>", "how many rows, newest first", "50")
      .addHelpText(
        "after",
        `
Each row's hash covers the row before it. A chain cut off at its end still fits: keep the printed head elsewhere to see that.
Exit status 1: the chain is broken.`,
      )
      .action(async (flags: { json?: boolean; verify?: boolean; limit: string }) => {
        const limit = Number(flags.limit);
        if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) {
          await write(io.stderr, "heal: --limit is a number from 1 to 10000\n");
          return done(2);
        }
        if (flags.verify) {
          const check = await withReadyStore(io, ({ db }) => verifyAudit(db));
          if (flags.json) await writeJson(io, check);
          else
            await write(
              io.stdout,
              check.broken
                ? `broken at row ${check.broken.id}: ${check.broken.reason}\n`
                : `${check.rows} rows, unbroken; head ${check.head}\n`,
            );
          return done(check.broken ? 1 : 0);
        }
        for (const row of await withReadyStore(io, ({ db }) => recentAudit(db, limit))) {
          const { id, at, actor, kind, subject, detail } = row;
          if (flags.json) await writeJson(io, row);
          else
            await write(
              io.stdout,
              `${id} ${at.toISOString()} ${actor} ${kind} ${subject} ${JSON.stringify(detail)}\n`,
            );
        }
        done(0);
      });
  },
};
