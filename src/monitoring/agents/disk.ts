import type { StatsFs } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { percent } from "../../core/format.js";
import { samplesOf, type CreateAgent } from "./agent.js";

/** PostgreSQL stops when it cannot write; a tenth is time to act. */
const LOW = 0.1;
const EMPTY = 0.02;

/** Free space where heal writes. */
export const disk: CreateAgent = ({ dataDir }) => ({
  name: "heal/disk",
  ofProcess: true,
  async poll(now) {
    const { bavail, blocks, bsize } = await statfsOf(resolve(dataDir));
    // Some file systems tell no size.
    const free = blocks > 0 ? bavail / blocks : 1;
    return [
      {
        health: {
          component: "heal/disk",
          state: free < EMPTY ? "down" : free < LOW ? "degraded" : "ok",
          reason: `${percent(free)} of the data folder's disk is free`,
        },
        samples: samplesOf("heal/disk", now, { free_bytes: bavail * bsize, free_ratio: free }),
      },
    ];
  },
});

/** With a database of its owner's heal may not have made its folder yet: then where it will stand. */
async function statfsOf(path: string): Promise<StatsFs> {
  try {
    return await statfs(path);
  } catch (error) {
    const parent = dirname(path);
    if ((error as { code?: unknown }).code !== "ENOENT" || parent === path) throw error;
    return statfsOf(parent);
  }
}
