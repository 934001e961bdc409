import { systemClock } from "../core/clock.js";
import { createKillSwitch } from "../flags/kill-switch.js";
import { operator, withReadyStore } from "./store/ready.js";
import { knownRepository, looksLikeRepository } from "./store/scope.js";
import { type Subcommand, write, writeJson } from "./subcommand.js";

const usage =
  "say why: `heal stop release in progress`, or `heal stop owner/name release in progress` for one repository";

export const stop: Subcommand = {
  name: "stop",
  summary: "Stops every write of heal, everywhere or in one repository, until `heal resume`.",
  build(command, io, done) {
    command
      .argument(
        "<words...>",
        "a repository (owner/name), if it is for that one alone, and why; people read it",
      )
      .option("--repository <owner/name>", "only there; a former name means the same repository")
      .addHelpText(
        "after",
        `
Holds from the moment it returns, in every process and after restarts. Failures that are seen meanwhile are diagnosed and not
acted on, also not later. Alerts that still fire when the stop is lifted are told to people then.
Exit status 1: heal knows no repository of that name, and nothing was stopped.`,
      )
      .action(async (words: string[], flags: { json?: boolean; repository?: string }) => {
        const [first = "", ...rest] = words;
        const named = flags.repository ?? (looksLikeRepository(first) ? first : null);
        const why = named !== null && flags.repository === undefined ? rest : words;
        const [reason, by] = [why.join(" ").trim() || "no reason given", operator(io)];
        if (named === null && words.join("").trim() === "") {
          await write(io.stderr, `heal: ${usage}\n`);
          return done(2);
        }
        const scope = await withReadyStore(io, async ({ db }) => {
          const place = named === null ? "global" : await knownRepository(db, named);
          await createKillSwitch(db, systemClock).stop(place, reason, by);
          return place;
        });
        if (flags.json) await writeJson(io, { scope, stopped: true, reason, by });
        else await write(io.stdout, `stopped: ${scope === "global" ? "everything" : scope}\n`);
        done(0);
      });
  },
};
