import { getDelivery, replayDelivery } from "../store/deliveries.js";
import { withStore } from "./inbox/open.js";
import { type Subcommand, write, writeJson } from "./subcommand.js";

export const replay: Subcommand = {
  name: "replay",
  summary: "Gives a finished delivery to the workers again, as if it had just come.",
  build(command, io, done) {
    command
      .argument("<delivery>", "its id: X-GitHub-Delivery, or the id the sender was answered")
      .addHelpText(
        "after",
        `
Done, ignored and parked deliveries can be replayed while their body is kept. A running server takes it up within
10 seconds. Effects are not repeated: each is found again by its key.`,
      )
      .action(async (id: string, flags: { json?: boolean }) => {
        const result = await withStore(io, async ({ db }) => {
          if (await replayDelivery(db, id)) return { delivery: id, state: "received" as const };
          const row = await getDelivery(db, id);
          if (!row) return { delivery: id, state: null, reason: "there is no such delivery" };
          const reason =
            row.state === "received" || row.state === "processing"
              ? "it is not finished"
              : "its body is gone";
          return { delivery: id, state: row.state, reason };
        });
        const failed = "reason" in result;
        if (flags.json) await writeJson(io, result);
        else if (failed) await write(io.stderr, `heal: ${id}: ${result.reason}\n`);
        else await write(io.stdout, `${id} is received again\n`);
        done(failed ? 1 : 0);
      });
  },
};
