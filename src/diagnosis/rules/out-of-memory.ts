import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** A process was killed, or gave up, for lack of memory. */
export const outOfMemory: Rule = {
  category: "out_of_memory",
  strict: [
    /^(?:Error: |##\[error\])?Killed$/,
    /\bjava\.lang\.OutOfMemoryError\b/,
    /\bJavaScript heap out of memory\b/,
    /\bfatal error: runtime: out of memory\b/,
    /\bCannot allocate memory\b/,
    /\bstd::bad_alloc\b/,
    /\bvirtual memory exhausted\b/i,
    /\b(?:CUDA|HIP) out of memory\b/,
    /\bOut of memory: Kill(?:ed)? process\b/,
    /\bOOM-?Killed\b/i,
    /\bGC overhead limit exceeded\b/,
    /\bThe Gradle daemon disappeared unexpectedly\b|\bDaemon will be (?:stopped|expired) .{0,80} memory/i,
    /^c(?:\+\+|lang(?:\+\+)?|c1plus)?: (?:fatal |internal compiler )?error: Killed/,
    /\bLLVM ERROR: out of memory\b/,
    /^rustc-LLVM ERROR: .{0,60}memory/,
    /\brunner\b.{1,80}\bstarved\b.{1,60}\b(?:memory|cpu)/i,
    /\bmemory allocation of \d+ bytes failed\b/,
  ],
  generic: [
    /\bout of memory\b/i,
    /\bexit(?:ed with)? (?:code|status) 137\b/i,
    /^(?:.{1,200}: line \d+: +\d+ )?Killed\b/,
    /\bMemoryError\b/,
  ],
  unless: [insideTestReport],
};
