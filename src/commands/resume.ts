import { stopsAfter } from "../store/commands.js";
import { isOfRepository } from "../store/stops.js";
import { answer, refuse, would, type CommandContext, type CommandDeps, type HealCommand } from "./command.js";

export const resume: HealCommand = {
  name: "resume",
  usage: "/heal resume",
  says: "Lets heal act in this repository again.",
  who: "maintain",
  changes: true,
  examples: ["/heal resume"],
  run: async (context, deps) => {
    const { repository, author, dryRun } = context;
    const { killSwitch } = deps;
    if (await isOutdated(context, deps))
      return refuse(
        "heal was stopped after this was written, so it stays stopped. To lift that stop write `/heal resume` again.",
      );
    if (dryRun) return would("heal would act in this repository again.");
    const was = await killSwitch.resume(repository.fullName, `@${author}`);
    const still = await killSwitch.stopped(repository.fullName, repository.id);
    if (still) return answer("The whole heal is stopped by its operator; this repository alone is not.");
    return answer(
      was
        ? "heal acts here again. Failures seen while it was stopped are not acted on. Alerts that still fire get their issue within a minute or two."
        : "heal was not stopped here.",
    );
  },
};

/**
 * Deliveries come late, and in another order than their comments were written. A stop by a comment is compared by the comments'
 * ids; one by the operator, which has none, by time, where the difference between two clocks falls to the side of stopping.
 */
async function isOutdated(
  { repository, comment, writtenAt }: CommandContext,
  { db, killSwitch }: CommandDeps,
): Promise<boolean> {
  const stop = await killSwitch.stopped(repository.fullName, repository.id);
  if (stop === null) return false;
  if (stop.by.startsWith("@"))
    return stopsAfter(db, repository.fullName, { comment, writtenAt, by: stop.by });
  return isOfRepository(stop) && stop.at > writtenAt;
}
