import { setTimeout as pause } from "node:timers/promises";
import { agentOf } from "../app/agent.js";
import { SECOND, systemClock } from "../core/clock.js";
import { HealError, reasonOf } from "../core/errors.js";
import { migrationState, refuseNewer } from "../store/migrate.js";
import { withStore } from "./inbox/open.js";
import type { Outcome, RollbackDeps } from "./rolling-back/step.js";
import { rollbackSteps } from "./rolling-back/steps.js";
import { operator } from "./store/ready.js";
import { type CliIo, type Subcommand, write, writeJson } from "./subcommand.js";

interface Options {
  json?: boolean;
  dryRun?: boolean;
  to?: string;
  reason: string;
  wait: string;
}

export const rollback: Subcommand = {
  name: "rollback",
  summary: "Takes heal back in one go: stop, flags off, agents' runs stopped, schema back, health looked at.",
  build(command, io, done) {
    command
      .option("--dry-run", "print each step, and change nothing")
      .option(
        "--to <version>",
        "the migration that stays as the last (its number or name); default: one back",
      )
      .option("--reason <text>", "why; people read it", "rollback")
      .option("--wait <seconds>", "how long effects under way may take to end", "30")
      .addHelpText(
        "after",
        `
\`heal migrate --json\` lists migrations. Afterwards heal is stopped and its systems are off: start the version that the schema is of,
then \`heal resume\` and \`heal flags unset NAME\`. This version brings the schema forward again when it starts.
Exit status 1: a step failed; those that need it were not tried.`,
      )
      .action(async (options: Options) => {
        const seconds = Number(options.wait);
        if (!Number.isInteger(seconds) || seconds < 0 || seconds > 3_600) {
          await write(io.stderr, "heal: --wait is a number of seconds from 0 to 3600\n");
          return done(2);
        }
        const ok = await withStore(io, async ({ db, url }, settings) => {
          const state = await migrationState(url);
          refuseNewer(state);
          const deps: RollbackDeps = {
            ...{ db, url, clock: systemClock, agent: agentOf(settings, systemClock, fetch) },
            ...{ reason: options.reason, by: operator(io), waitMs: seconds * SECOND },
            back: migrationsBack(state.applied, options.to),
            pause: (ms) => pause(ms),
          };
          return options.dryRun ? planned(deps, options, io) : carriedOut(deps, options, io);
        });
        done(ok ? 0 : 1);
      });
  },
};

/** Of what is applied, what comes after the version; the last first. Throws `HEAL_INPUT_INVALID` for a version that is not there. */
function migrationsBack(applied: readonly string[], to: string | undefined): string[] {
  if (to === undefined) return applied.slice(-1);
  const at = applied.findIndex((name) => name === to || name.split("_")[0] === to);
  if (at < 0)
    throw new HealError(
      "HEAL_INPUT_INVALID",
      `the database has no migration ${to}; its last is ${applied.at(-1) ?? "none"}`,
    );
  return applied.slice(at + 1).reverse();
}

async function planned(deps: RollbackDeps, { json }: Options, io: CliIo): Promise<boolean> {
  for (const step of rollbackSteps) {
    const { name } = step;
    const text = await step.plan(deps);
    if (json) await writeJson(io, { step: name, state: "planned", text });
    else await write(io.stdout, `${name.padEnd(8)} would: ${text}\n`);
  }
  return true;
}

async function carriedOut(deps: RollbackDeps, { json }: Options, io: CliIo): Promise<boolean> {
  let [ok, on] = [true, true];
  for (const step of rollbackSteps) {
    const { name, needed } = step;
    const { ok: good, text }: Outcome = on
      ? await step.run(deps).catch((error: unknown) => ({ ok: false, text: reasonOf(error) }))
      : { ok: false, text: "not tried: a step before it failed" };
    const state = good ? "done" : on ? "failed" : "skipped";
    if (json) await writeJson(io, { step: name, state, text });
    else await write(io.stdout, `${name.padEnd(8)} ${state}: ${text}\n`);
    ok &&= good;
    if (!good && needed) on = false;
  }
  return ok;
}
