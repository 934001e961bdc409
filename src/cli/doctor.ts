import { HealError, reasonOf } from "../core/errors.js";
import type { Check, Checked, Found } from "./checks/check.js";
import { bad, note } from "./checks/check.js";
import { checks } from "./checks/list.js";
import { type CliIo, type Subcommand, write, writeJson } from "./subcommand.js";

const SIGN = { ok: "ok  ", note: "note", bad: "BAD " } as const;

export const doctor: Subcommand = {
  name: "doctor",
  summary: "Looks at settings, database, queue and switches, and says what is wrong.",
  build(command, io, done) {
    command
      .addHelpText(
        "after",
        `\nLooks at: ${checks.map(({ name }) => name).join(", ")}. Exit status 1: something is bad.`,
      )
      .action(async (flags: { json?: boolean }) => {
        const found: Found = {};
        let healthy = true;
        try {
          for (const check of checks) {
            const { state, detail } = await look(check, found, io);
            healthy &&= state !== "bad";
            if (flags.json) await writeJson(io, { check: check.name, state, detail });
            else await write(io.stdout, `${SIGN[state]}  ${check.name.padEnd(14)}${detail}\n`);
          }
        } finally {
          await found.store?.close();
        }
        done(healthy ? 0 : 1);
      });
  },
};

async function look(check: Check, found: Found, io: CliIo): Promise<Checked> {
  if (check.needs && !found[check.needs]) return note(`not looked at: no ${check.needs}`);
  try {
    return await check.run(found, io);
  } catch (error) {
    return bad(error instanceof HealError ? error.explain() : reasonOf(error));
  }
}
