import { statfs } from "node:fs/promises";
import { percent } from "../words.js";
import { measured, type CreateAgent } from "./agent.js";

/** PostgreSQL stops when it cannot write; a tenth is time to act. */
const LOW = 0.1;
const EMPTY = 0.02;

/** Free space where heal writes. */
export const disk: CreateAgent = ({ dataDir }) => ({
  name: "heal/disk",
  async look(now) {
    const { bavail, blocks, bsize } = await statfs(dataDir);
    // Some file systems tell no size.
    const free = blocks > 0 ? bavail / blocks : 1;
    return [
      {
        health: {
          component: "heal/disk",
          state: free < EMPTY ? "down" : free < LOW ? "degraded" : "ok",
          reason: `${percent(free)} of the data folder's disk is free`,
        },
        samples: measured("heal/disk", now, { free_bytes: bavail * bsize, free_ratio: free }),
      },
    ];
  },
});
