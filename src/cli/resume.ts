import { systemClock } from "../core/clock.js";
import { createKillSwitch } from "../flags/kill-switch.js";
import { listStops } from "../store/stops.js";
import { operator, withReadyStore } from "./store/ready.js";
import { type Subcommand, write, writeJson } from "./subcommand.js";

export const resume: Subcommand = {
  name: "resume",
  summary: "Lifts a stop, the global one or a repository's.",
  build(command, io, done) {
    command
      .option("--repository <owner/name>", "the stop of this repository")
      .action(async (flags: { json?: boolean; repository?: string }) => {
        const scope = flags.repository ?? "global";
        const { resumed, left } = await withReadyStore(io, async ({ db }) => ({
          resumed: await createKillSwitch(db, systemClock).resume(scope, operator(io)),
          left: await listStops(db),
        }));
        if (flags.json) await writeJson(io, { scope, resumed, left });
        else {
          await write(io.stdout, resumed ? `resumed: ${scope}\n` : `nothing was stopped: ${scope}\n`);
          for (const other of left)
            await write(io.stdout, `still stopped: ${other.scope} (${other.reason})\n`);
        }
        done(resumed ? 0 : 1);
      });
  },
};
