import { readdir, readFile, readlink } from "node:fs/promises";

/** Of all processes of a heal; Linux tells of them. */
export interface Usage {
  /** Memory that is theirs, pages that several share divided among them (PSS), in MB. */
  memoryMb: number;
  heal: { memoryMb: number; cpuSeconds: number };
  postgres: { memoryMb: number; cpuSeconds: number };
}

/** What the kernel counts CPU time in (`getconf CLK_TCK`: 100 on every Linux of today). */
const TICKS = 100;

/** heal's process with its children, and PostgreSQL's, which all work in its data folder. */
export async function usageOf(pid: number, dataDir: string): Promise<Usage> {
  const heal = { memoryMb: 0, cpuSeconds: 0 };
  const postgres = { memoryMb: 0, cpuSeconds: 0 };
  for (const each of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const stat = await orNone(readFile(`/proc/${each}/stat`, "utf8"));
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const own = Number(each) === pid || Number(fields[1]) === pid;
    const sum = (await orNone(readlink(`/proc/${each}/cwd`))).startsWith(dataDir)
      ? postgres
      : own
        ? heal
        : null;
    if (!sum) continue;
    const rollup = await orNone(readFile(`/proc/${each}/smaps_rollup`, "utf8"));
    sum.memoryMb += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) / 1_024;
    // Of itself, in the program and in the kernel; and of children that are over (a backend's of the postmaster).
    sum.cpuSeconds +=
      fields
        .slice(11, 15)
        .map(Number)
        .reduce((all, n) => all + n, 0) / TICKS;
  }
  return { memoryMb: heal.memoryMb + postgres.memoryMb, heal, postgres };
}

/** A process may end while it is looked at. */
const orNone = (text: Promise<string>): Promise<string> => text.catch(() => "");
