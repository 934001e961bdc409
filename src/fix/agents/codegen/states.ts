import type { AgentState } from "../port.js";

/** Words seen in the SDK, its tests and its documentation. */
const WORDS: Record<string, AgentState> = {
  queued: "queued",
  pending: "queued",
  active: "running",
  running: "running",
  in_progress: "running",
  complete: "succeeded",
  completed: "succeeded",
  success: "succeeded",
  failed: "failed",
  error: "failed",
  cancelled: "cancelled",
  canceled: "cancelled",
  stopped: "cancelled",
  timeout: "timed_out",
  timed_out: "timed_out",
};

/** `status` is a free string: case and separators do not matter, and an unknown word means that it still runs. */
export function stateOf(status: string | null | undefined): AgentState {
  const word = (status ?? "queued").trim().toLowerCase().replace(/[\s-]/g, "_");
  return Object.hasOwn(WORDS, word) ? (WORDS[word] ?? "running") : "running";
}
