import { systemClock } from "../core/clock.js";
import { createKillSwitch } from "../flags/kill-switch.js";
import { getRepository } from "../store/repositories.js";
import { operator, withReadyStore } from "./store/ready.js";
import { type Subcommand, write, writeJson } from "./subcommand.js";

const unknown =
  "heal does not know a repository of this name yet; the stop holds for the name, and for the repository once it is known\n";

export const stop: Subcommand = {
  name: "stop",
  summary: "Stops every write of heal, everywhere or in one repository, until `heal resume`.",
  build(command, io, done) {
    command
      .argument("<reason...>", "why; it is shown to people")
      .option("--repository <owner/name>", "only there; a former name means the same repository")
      .addHelpText(
        "after",
        `
Holds from the moment it returns, in every process and after restarts. Failures that are seen meanwhile are diagnosed and not
acted on, also not later. Alerts that still fire when the stop is lifted are told to people then.`,
      )
      .action(async (words: string[], flags: { json?: boolean; repository?: string }) => {
        const [scope, reason, by] = [flags.repository ?? "global", words.join(" "), operator(io)];
        const known = await withReadyStore(io, async ({ db }) => {
          await createKillSwitch(db, systemClock).stop(scope, reason, by);
          return scope === "global" || (await getRepository(db, scope)) !== null;
        });
        if (flags.json) await writeJson(io, { scope, stopped: true, reason, by, known });
        else
          await write(
            io.stdout,
            `stopped: ${scope === "global" ? "everything" : scope}\n${known ? "" : unknown}`,
          );
        done(0);
      });
  },
};
