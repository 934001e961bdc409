import type { HealCommand } from "./command.js";
import { answerRequest } from "./request.js";

export const fix: HealCommand = {
  name: "fix",
  usage: "/heal fix",
  says: "Asks for a fix pull request: the repository's own tools first, then a coding agent.",
  who: "write",
  changes: true,
  examples: ["/heal fix"],
  run: (context, deps) => answerRequest("open-fix-pr", context, deps),
};
