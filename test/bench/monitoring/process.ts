import { readdir, readFile } from "node:fs/promises";

/** Linux counts processor time in hundredths of a second for everybody (USER_HZ, proc(5)). */
const TICKS = 100;

async function statOf(pid: number): Promise<{ parent: number; own: number; children: number }> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  // The name, in brackets, may hold anything; what follows is numbers. Fields 4 and 14 to 17 of proc(5).
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const field = (n: number): number => Number(fields[n - 3]);
  return { parent: field(4), own: field(14) + field(15), children: field(16) + field(17) };
}

/** Processor seconds of one process. */
export const cpuOf = async (pid: number): Promise<number> => (await statOf(pid)).own / TICKS;

/** Processor seconds of a server and of all it started, also of those that ended. */
export async function cpuOfServer(pid: number): Promise<number> {
  const server = await statOf(pid);
  let ticks = server.own + server.children;
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    // One that ends while this looks is counted with its parent the next time.
    const stat = await statOf(Number(name)).catch(() => null);
    if (stat?.parent === pid) ticks += stat.own + stat.children;
  }
  return ticks / TICKS;
}

/** Resident memory now and at its highest, in MB of 2^20 bytes. */
export async function memoryOf(pid: number): Promise<{ now: number; peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const kilobytes = (pattern: RegExp): number => Number(pattern.exec(status)?.[1] ?? Number.NaN) / 1_024;
  return { now: kilobytes(/VmRSS:\s+(\d+) kB/), peak: kilobytes(/VmHWM:\s+(\d+) kB/) };
}
