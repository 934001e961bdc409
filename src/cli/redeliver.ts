import { readFile } from "node:fs/promises";
import { systemClock } from "../core/clock.js";
import { HealError } from "../core/errors.js";
import type { Settings } from "../core/settings.js";
import { createHookDeliveries } from "../github/hook-deliveries.js";
import type { HookDeliveries } from "../github/hooks-port.js";
import type { Log } from "../intake/log.js";
import { sweepGitHub } from "../intake/sweep.js";
import { withStore } from "./inbox/open.js";
import { type CliIo, type Subcommand, write, writeJson } from "./subcommand.js";

export const redeliver: Subcommand = {
  name: "redeliver",
  summary: "Takes in every webhook that GitHub failed to deliver in the last 3 days.",
  build(command, io, done) {
    command
      .addHelpText(
        "after",
        `
The server does this by itself every few minutes. What was accepted already stays as it is. Exit status 1: some could not be
fetched yet; run it again.`,
      )
      .action(async (flags: { json?: boolean }) => {
        const { seen, recovered, left } = await withStore(io, async ({ db }, settings) =>
          sweepGitHub(await hooksOf(settings), {
            db,
            clock: systemClock,
            log: stderrLog(io),
            // The rows are what counts: a running server finds them with its own sweep.
            queue: { wake: async () => {} },
          }),
        );
        if (flags.json) await writeJson(io, { seen, recovered, left });
        else await write(io.stdout, `${seen} looked at, ${recovered} taken in, ${left} left for later\n`);
        done(left > 0 ? 1 : 0);
      });
  },
};

async function hooksOf(settings: Settings): Promise<HookDeliveries> {
  // Probot takes half a second to load, which the other subcommands need not wait for.
  const { createClient } = await import("../github/client.js");
  const { Probot } = await import("probot");
  const { APP_ID, PRIVATE_KEY, PRIVATE_KEY_PATH, GHE_HOST, GHE_PROTOCOL } = settings;
  if (APP_ID === undefined)
    throw new HealError("HEAL_SETTING_INVALID", "APP_ID is not set; there is no GitHub App to ask for");
  const privateKey = PRIVATE_KEY?.replaceAll("\\n", "\n") ?? (await readFile(PRIVATE_KEY_PATH ?? "", "utf8"));
  const baseUrl = GHE_HOST === undefined ? "https://api.github.com" : `${GHE_PROTOCOL}://${GHE_HOST}/api/v3`;
  const probot = new Probot({ appId: APP_ID, privateKey, baseUrl, logLevel: "fatal" });
  return createHookDeliveries(createClient({ probot, baseUrl, clock: systemClock, paced: true }));
}

function stderrLog(io: CliIo): Log {
  const line = (fields: object, message: string): void =>
    void write(io.stderr, `${message} ${JSON.stringify(fields)}\n`);
  return { debug: () => {}, info: () => {}, warn: line, error: line };
}
