import type { Rule } from "../rule.js";

/** The machine went away under the job. */
export const runnerLost: Rule = {
  category: "runner_lost",
  verdict: [
    /\bThe (?:self-)?hosted runner(?: \S{1,100})? (?:lost communication|encountered an error)/i,
    /\bThe runner has received a shutdown signal\b/,
    /\bThe self-hosted runner: .{1,100} lost communication with the server/,
    /\b(?:runner|agent)(?::? \S{1,100})? lost communication with the server\b/i,
    /\bWe stopped hearing from agent\b/,
    /\bThe job was not acquired by Runner\b/,
    /^ERROR: Job failed \(system failure\)/,
  ],
  strict: [
    // Jenkins when a node goes away
    /\bCannot contact \S{1,100}: (?:java|hudson)\./,
    /\bAgent \S{1,100} was deleted; cancelling\b/,
    // Cirrus, and agents of other CI systems
    /\b(?:agent|runner|executor) (?:has )?stopped responding\b/i,
    /\b(?:ClosedChannelException|RequestAbortedException)\b/,
    /\bConnection was broken: java\b/,
    /\bagent (?:was )?lost\b/i,
    /\b(?:spot|preemptible) (?:instance|VM|node)\b.{1,60}\b(?:interrupt|preempt|reclaim|terminat)/i,
    /\bAgent (?:went offline|was disconnected)\b/i,
    /\bChannelClosedException\b/,
    /\bRemote call on .{1,100} failed\b/,
    /\bwas marked offline\b/,
    /\bagent lost communication\b/i,
    /\bnode .{1,60} was (?:preempted|evicted|terminated)\b/i,
    /\bPod .{1,120} (?:was evicted|was deleted|failed to start|is terminating)\b/i,
    /\bSpot instance\b.{1,60}\b(?:terminated|interruption|reclaimed)/i,
    /\bhudson\.remoting\.\S{0,80}Exception\b/,
    /\bpod .{0,80}\b(?:not found|does not exist)\b/i,
    /\bfailed to get runner pod\b/i,
    /\bpod failed to come online\b/i,
  ],
  generic: [/\brunner\b.{1,60}\b(?:offline|disconnected|lost)\b/i],
};
