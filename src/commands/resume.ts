import { answer, type HealCommand } from "./command.js";

export const resume: HealCommand = {
  name: "resume",
  usage: "/heal resume",
  says: "Lets heal act in this repository again.",
  who: "maintain",
  examples: ["/heal resume"],
  run: async ({ repository, author }, { killSwitch }) => {
    const was = await killSwitch.resume(repository.fullName, `@${author}`);
    const still = await killSwitch.stopped(repository.fullName, repository.id);
    if (still) return answer("The whole heal is stopped by its operator; this repository alone is not.");
    return answer(
      was
        ? "heal acts here again. Failures seen while it was stopped are not acted on."
        : "heal was not stopped here.",
    );
  },
};
