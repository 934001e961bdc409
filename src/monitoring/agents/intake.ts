import { MINUTE } from "../../core/clock.js";
import { intakeCounts } from "../../store/backlog.js";
import { samplesOf, type CreateAgent } from "./agent.js";

const SPAN = 5 * MINUTE;
/** heal's own trouble, against a sender's mistake: the sender will come again, and heal could not take it. */
const OWN = ["unavailable", "crowded_out", "cut_off"];

/** What comes in, what is refused, and what could not be worked on. */
export const intake: CreateAgent = ({ db, requests }) => {
  let last = new Map<string, number>();
  return {
    name: "heal/intake",
    ofProcess: true,
    async poll(now) {
      const [seen, { came, parked }] = await Promise.all([
        requests(),
        intakeCounts(db, new Date(now.getTime() - SPAN), now),
      ]);
      const total = new Map<string, number>();
      for (const { outcome, value } of seen) total.set(outcome, (total.get(outcome) ?? 0) + value);
      // A counter below its last value began anew.
      const since = (outcome: string, value: number): number => {
        const before = last.get(outcome) ?? 0;
        return value < before ? value : value - before;
      };
      const fresh = [...total].map(([outcome, value]) => ({ outcome, n: since(outcome, value) }));
      last = total;
      const sum = (of: typeof fresh) => of.reduce((all, { n }) => all + n, 0);
      const own = sum(fresh.filter(({ outcome }) => OWN.includes(outcome)));
      const refused = sum(fresh.filter(({ outcome }) => outcome !== "accepted" && outcome !== "repeated"));
      const troubles = [
        own > 0 ? `${own} of ${sum(fresh)} requests could not be taken in` : "",
        parked > 0 ? `${parked} of the last 5 minutes' deliveries are parked` : "",
      ].filter((text) => text !== "");
      return [
        {
          health: {
            component: "heal/intake",
            state: troubles.length > 0 ? "degraded" : "ok",
            reason: troubles.join("; ") || `${came} deliveries in 5 minutes, ${refused} requests refused`,
          },
          samples: samplesOf("heal/intake", now, { deliveries: came, refused, failed: own, parked }),
        },
      ];
    },
  };
};
