import { SECOND } from "../core/clock.js";

/** Work under way may end; then everything is cut. Kubernetes kills after 30 s by default, systemd after 90. */
export const STOP_MS = 30 * SECOND;

export interface StopSignals {
  /** The first signal: take nothing more, and end what is under way. */
  asked: Promise<NodeJS.Signals>;
  /** The second signal, or the deadline after the first: cut. Says which. */
  cut: Promise<string>;
  /** Cut for another reason. */
  fail: (why: string) => void;
  off(): void;
}

/** A closed terminal is a reason to stop as well: without a listener the process would die and leave PostgreSQL behind. */
const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/** Listens from now on, so that no signal ends the process by itself: not while it starts, and not while it stops. */
export function stopSignals(deadlineMs = STOP_MS): StopSignals {
  let timer: NodeJS.Timeout | undefined;
  let ask: (signal: NodeJS.Signals) => void;
  let end: (why: string) => void;
  const asked = new Promise<NodeJS.Signals>((resolve) => (ask = resolve));
  const cut = new Promise<string>((resolve) => (end = resolve));
  const hear = (signal: NodeJS.Signals): void => {
    if (timer !== undefined) return end(`a second signal (${signal})`);
    timer = setTimeout(() => end(`${deadlineMs / SECOND} s after ${signal}`), deadlineMs);
    ask(signal);
  };
  for (const signal of SIGNALS) process.on(signal, hear);
  return {
    asked,
    cut,
    fail: (why) => end(why),
    off() {
      clearTimeout(timer);
      for (const signal of SIGNALS) process.off(signal, hear);
    },
  };
}
