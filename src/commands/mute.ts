import { DAY, duration, formatDuration } from "../core/clock.js";
import { setMute } from "../store/mutes.js";
import { addTimeline } from "../store/timeline.js";
import { answer, noIncident, refuse, would, type HealCommand } from "./command.js";
import { failureOf, reasonIn, unknownFailure } from "./wish.js";

const DEFAULT_MS = 7 * DAY;
/** What is muted for longer is forgotten. */
const LONGEST_MS = 30 * DAY;

export const mute: HealCommand = {
  name: "mute",
  usage: "/heal mute [7d] <reason>",
  says: "Keeps heal silent about this failure in this repository, for at most 30 days: no issue, comment or notification; it is looked at, acted on and counted all the same.",
  who: "maintain",
  changes: true,
  examples: ["/heal mute the vendor knows", "/heal mute 3d until the new runner is there"],
  run: async ({ incident, author, rest, dryRun }, { db, clock }) => {
    if (!incident) return noIncident;
    const failure = failureOf(incident);
    if (failure === null) return refuse(unknownFailure);
    const [first = "", ...words] = rest.trim().split(/\s+/);
    const told = /^\d+[smhd]$/i.test(first) ? duration(first.toLowerCase()) : null;
    const length = told ?? DEFAULT_MS;
    if (length > LONGEST_MS || length <= 0)
      return refuse("A mute lasts 30 days at most: `/heal mute 30d <reason>`.");
    const reason = reasonIn(told === null ? rest : words.join(" "));
    if (reason === null) return refuse("Say why, for whoever wonders: `/heal mute 7d <reason>`.");
    const at = clock.now();
    const until = new Date(at.getTime() + length);
    if (dryRun) return would(`this failure would be muted here for ${formatDuration(length)}.`);
    await db.tx(async (tx) => {
      await setMute(tx, failure, { reason, by: author, at, until });
      const text = `@${author} muted this failure until ${until.toISOString()}: ${reason}`;
      await addTimeline(tx, incident.id, { kind: "asked", actor: `@${author}`, text, at });
    });
    return answer(
      `heal is silent about this failure here until ${until.toISOString()}; it goes on looking, acting and counting. \`/heal unmute\` ends it.`,
    );
  },
};
