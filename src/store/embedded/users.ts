import { randomUUID } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { alive, pause } from "./files.js";

/**
 * Who uses the server: `serve` and a `heal stop` beside it share one, and the last to leave stops it. Whoever stops
 * announces it first and then looks for users; whoever comes registers first and then looks for the announcement. So
 * at least one of the two sees the other.
 */
export interface Users {
  /** Runs `stop` when nobody else is left. */
  leave(stop: () => Promise<void>): Promise<void>;
}

export async function enter(dataDir: string, pid: number): Promise<Users> {
  const folder = join(dataDir, "users");
  const announcement = join(dataDir, "stopping");
  const own = `${pid}.${randomUUID()}`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, own), "");
  while (alive(await announcer(announcement))) await pause(10);
  return {
    async leave(stop) {
      await rm(join(folder, own), { force: true });
      await writeFile(announcement, String(process.pid));
      try {
        if (!(await othersIn(folder))) await stop();
      } finally {
        await rm(announcement, { force: true });
      }
    },
  };
}

/** 0 when nobody stops it. */
async function announcer(announcement: string): Promise<number> {
  return readFile(announcement, "utf8").then(Number, () => 0);
}

async function othersIn(folder: string): Promise<boolean> {
  let others = false;
  for (const name of await readdir(folder)) {
    if (alive(Number(name.split(".")[0]))) others = true;
    else await rm(join(folder, name), { force: true });
  }
  return others;
}
