import { MINUTE, formatDuration } from "../../core/clock.js";
import { backlog } from "../../store/backlog.js";
import { samplesOf, type CreateAgent } from "./agent.js";

/** Deliveries are worked on within seconds, and given up within a minute. */
const LATE = MINUTE;
const STUCK = 10 * MINUTE;

/** How much waits, and for how long the oldest of it has been due. */
export const queue: CreateAgent = ({ db, queueDepth }) => ({
  name: "heal/queue",
  async poll(now) {
    const [depth, { waiting, oldest }] = await Promise.all([queueDepth(), backlog(db, now)]);
    // A clock that jumped back makes nothing due in the future.
    const age = oldest === null ? 0 : Math.max(0, now.getTime() - oldest.getTime());
    return [
      {
        health: {
          component: "heal/queue",
          state: age > STUCK ? "down" : age > LATE ? "degraded" : "ok",
          reason:
            oldest === null ? "nothing is due" : `${waiting} due, the oldest for ${formatDuration(age)}`,
        },
        samples: samplesOf("heal/queue", now, { depth, due: waiting, oldest_due_seconds: age / 1_000 }),
      },
    ];
  },
});
