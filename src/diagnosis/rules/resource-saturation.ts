import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** CPU, memory, disk or connections of a service are used up. */
export const resourceSaturation: Rule = {
  category: "resource_saturation",
  strict: [
    /\b(?:cpu|memory|disk|filesystem|inode|connection pool|file descriptor)s?\b.{1,40}\b(?:usage|utili[sz]ation|saturat\w+|pressure)\b.{0,60}(?:above|over|high|exceed|>|\d\d ?%)/i,
    /\b(?:Kube|Node|Host)?(?:HighCpu|HighMemory|CPUThrottlingHigh|MemoryPressure|DiskPressure|OutOfDiskSpace|FilesystemAlmostOutOfSpace)\w*\b/,
    /\bToo many open files\b/i,
    /\btoo many connections\b/i,
    /\bconnection pool (?:exhausted|timeout)\b/i,
    /\bResource temporarily unavailable\b/,
  ],
  generic: [/\b(?:cpu|memory) (?:is )?(?:high|saturated)\b/i],
  unless: [insideTestReport],
};
