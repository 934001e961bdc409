import type { HealCommand } from "./command.js";
import { answerRequest } from "./request.js";

export const retry: HealCommand = {
  name: "retry",
  usage: "/heal retry",
  says: "Runs the failed jobs of this incident again, once.",
  who: "write",
  changes: true,
  examples: ["/heal retry"],
  run: (context, deps) => answerRequest("rerun-failed-jobs", context, deps),
};
