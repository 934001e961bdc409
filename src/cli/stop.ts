import { systemClock } from "../core/clock.js";
import { createKillSwitch } from "../flags/kill-switch.js";
import { operator, withReadyStore } from "./store/ready.js";
import { type Subcommand, write, writeJson } from "./subcommand.js";

export const stop: Subcommand = {
  name: "stop",
  summary: "Stops every write of heal, everywhere or in one repository, until `heal resume`.",
  build(command, io, done) {
    command
      .argument("<reason...>", "why; it is shown to people")
      .option("--repository <owner/name>", "only there")
      .addHelpText(
        "after",
        `
Holds from the moment it returns, in every process and after restarts. Failures that are seen meanwhile are diagnosed and not
acted on, also not later.`,
      )
      .action(async (words: string[], flags: { json?: boolean; repository?: string }) => {
        const [scope, reason, by] = [flags.repository ?? "global", words.join(" "), operator(io)];
        await withReadyStore(io, ({ db }) => createKillSwitch(db, systemClock).stop(scope, reason, by));
        if (flags.json) await writeJson(io, { scope, stopped: true, reason, by });
        else await write(io.stdout, `stopped: ${scope === "global" ? "everything" : scope}\n`);
        done(0);
      });
  },
};
