import { performance } from "node:perf_hooks";
import { samplesOf, type CreateAgent } from "./agent.js";

/** An empty statement takes about a millisecond; ten connections that all wait take longer. */
const SLOW = 0.5;

/** How long the database takes to answer. */
export const database: CreateAgent = ({ db }) => ({
  name: "heal/database",
  ofProcess: true,
  async poll(now) {
    const start = performance.now();
    await db.one`select 1 as one`;
    const seconds = (performance.now() - start) / 1_000;
    const slow = seconds > SLOW;
    return [
      {
        health: {
          component: "heal/database",
          state: slow ? "degraded" : "ok",
          reason: `answers in ${Math.round(seconds * 1_000)} ms${slow ? `, more than ${SLOW * 1_000} ms` : ""}`,
        },
        samples: samplesOf("heal/database", now, { answer_seconds: seconds }),
      },
    ];
  },
});
