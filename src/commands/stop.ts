import { clip } from "../core/text.js";
import { redact } from "../core/redact.js";
import { STOP_LABEL } from "../events/signal.js";
import { answer, would, type HealCommand } from "./command.js";

export const stop: HealCommand = {
  name: "stop",
  usage: "/heal stop [reason]",
  says: "Stops heal in this repository at once: nothing is written until `/heal resume`.",
  who: "maintain",
  changes: true,
  examples: ["/heal stop", "/heal stop release in progress"],
  run: async ({ repository, author, rest, comment, dryRun }, { killSwitch }) => {
    if (dryRun) return would("heal would be stopped in this repository.");
    // What no comment asked for is compared by time with the comment that would lift it.
    const by = comment.id === 0 ? `the label ${STOP_LABEL}, set by @${author}` : `@${author}`;
    await killSwitch.stop(repository.fullName, clip(redact(rest), 200) || "no reason given", by);
    return answer(
      "heal is stopped in this repository. Failures seen meanwhile will not be acted on; `/heal resume` undoes this.",
    );
  },
};
