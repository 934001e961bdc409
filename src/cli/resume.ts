import { systemClock } from "../core/clock.js";
import { createKillSwitch, EMERGENCY } from "../flags/kill-switch.js";
import { ENVIRONMENT, listStops, type SwitchRow } from "../store/stops.js";
import { operator, withReadyStore } from "./store/ready.js";
import { type Subcommand, write, writeJson } from "./subcommand.js";

const held = `${EMERGENCY} stops heal, and is lifted by no command: unset it and start heal anew`;

export const resume: Subcommand = {
  name: "resume",
  summary: "Lifts a stop, the global one or a repository's.",
  build(command, io, done) {
    command
      .argument("[repository]", "owner/name: the stop of this repository; default: the global one")
      .option("--repository <owner/name>", "the same")
      .addHelpText(
        "after",
        `
Exit status 1: nothing was stopped there, or ${EMERGENCY} stops heal, which no command lifts.`,
      )
      .action(async (named: string | undefined, flags: { json?: boolean; repository?: string }) => {
        const scope = flags.repository ?? named ?? "global";
        const { resumed, left } = await withReadyStore(io, async ({ db }) => ({
          resumed:
            scope !== ENVIRONMENT && (await createKillSwitch(db, systemClock).resume(scope, operator(io))),
          left: await listStops(db),
        }));
        const environment = left.some((one) => one.scope === ENVIRONMENT) || io.env[EMERGENCY] !== undefined;
        if (flags.json) await writeJson(io, { scope, resumed, left });
        else await write(io.stdout, spoken(scope, resumed, left));
        if (environment) await write(io.stderr, `heal: ${held}\n`);
        done(resumed && !environment ? 0 : 1);
      });
  },
};

const spoken = (scope: string, resumed: boolean, left: readonly SwitchRow[]): string =>
  [
    resumed ? `resumed: ${scope}` : `nothing was stopped: ${scope}`,
    ...left.map((other) => `still stopped: ${other.scope} (${other.reason})`),
    "",
  ].join("\n");
