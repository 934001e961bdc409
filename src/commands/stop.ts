import { clip } from "../core/text.js";
import { redact } from "../core/redact.js";
import { answer, would, type HealCommand } from "./command.js";

export const stop: HealCommand = {
  name: "stop",
  usage: "/heal stop [reason]",
  says: "Stops heal in this repository at once: nothing is written until `/heal resume`.",
  who: "maintain",
  changes: true,
  examples: ["/heal stop", "/heal stop release in progress"],
  run: async ({ repository, author, rest, dryRun }, { killSwitch }) => {
    if (dryRun) return would("heal would be stopped in this repository.");
    await killSwitch.stop(repository.fullName, clip(redact(rest), 200) || "no reason given", `@${author}`);
    return answer(
      "heal is stopped in this repository. Failures seen meanwhile will not be acted on; `/heal resume` undoes this.",
    );
  },
};
