import { insideTestReport } from "../rule.js";
import type { Rule } from "../rule.js";

/** A process was killed, or gave up, for lack of memory. */
export const outOfMemory: Rule = {
  category: "out_of_memory",
  strict: [
    // Bitbucket Pipelines, of a build's or a service's container (support.atlassian.com: Troubleshoot failed pipelines)
    /^Container '.{1,100}' exceeded memory limit\b/,
    // The JVM's and Gradle's own words (hs_err reports; DaemonDisappearedException)
    /\bThere is insufficient memory for the Java Runtime Environment\b/,
    /\bNative memory allocation \(\w{1,20}\) failed\b/,
    /\bos::commit_memory\(.{1,120}\) failed; error='(?:Not enough space|Cannot allocate memory)'/,
    /\bExpiring Daemon because JVM heap space is exhausted\b/,
    // GCC's driver, GNU ld's, rustc, Go, Jest, Gunicorn: a child was killed by signal 9
    /\bKilled signal terminated program\b/,
    /\bterminated with signal 9\b/,
    /\bsignal: (?:9, SIGKILL|killed)\b/,
    /\bterminated by another process: signal=SIGKILL\b/,
    /\bwas sent SIGKILL! Perhaps out of memory\?/,
    /\bSystem\.OutOfMemoryException\b/,
    /\bcannot allocate (?:vector of size|memory block)\b/i,
    /\bUnable to allocate [\d.]{1,20} [KMGT]iB for an array\b/,
    /\bAllocation failed - process out of memory\b/,
    /\bENOMEM\b/,
    // Bitbucket Pipelines, Kubernetes, Slurm
    /\bexceeded (?:the |its |their )?(?:\w{1,20} )?memory limit\b/i,
    /\boom[-_]kill event\b/i,
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
  summary: [
    /\bGradle build daemon disappeared unexpectedly\b/,
    // 128 and the signal's number (9): the kernel, or a container's limit
    /\bdid not complete successfully: exit code: 137\b/,
    /\bfailed with exit code 137\b/,
  ],
  generic: [
    /\bout of memory\b/i,
    /\bexit(?:ed with)? (?:code|status) 137\b/i,
    /^(?:.{1,200}: line \d+: +\d+ )?Killed\b/,
    /\bexit(?:ed with)? (?:code|status):? 137\b/i,
    /\bMemoryError\b/,
  ],
  unless: [insideTestReport],
};
