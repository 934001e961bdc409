import { bounded } from "../core/clock.js";
import type { AlertEvent, CiEvent, RunFacts } from "./event.js";
import type { Signal } from "./signal.js";

/**
 * A signal with every time its sender stated brought near to the moment it came in. What an event's sender said itself is kept
 * as `statedAt` when it was not believed.
 */
export function received(signal: Signal, at: Date): Signal {
  if (signal.kind === "event") return { kind: "event", event: eventReceived(signal.event, at) };
  if (signal.kind === "run-finished")
    return { ...signal, run: runReceived(signal.run, at), at: bounded(signal.at, at) };
  return { ...signal, at: bounded(signal.at, at) };
}

function eventReceived(event: CiEvent | AlertEvent, at: Date): CiEvent | AlertEvent {
  const occurredAt = bounded(event.occurredAt, at);
  const isNear = occurredAt.getTime() === event.occurredAt.getTime();
  const times = { occurredAt, ...(isNear ? {} : { statedAt: stated(event.occurredAt) }) };
  return event.kind === "ci"
    ? { ...event, ...times, run: runReceived(event.run, at) }
    : { ...event, ...times };
}

const stated = (at: Date): string => (Number.isNaN(at.getTime()) ? "no time" : at.toISOString());

/** A run may have begun long ago; it cannot begin or end in the future. */
function runReceived(run: RunFacts, at: Date): RunFacts {
  return {
    ...run,
    startedAt: near(run.startedAt, (told) => new Date(Math.min(told.getTime(), bounded(told, at).getTime()))),
    finishedAt: near(run.finishedAt, (told) => bounded(told, at)),
  };
}

/** The text itself where nothing is to be changed; what is no time stays the words it was. */
function near(text: string | null, bound: (told: Date) => Date): string | null {
  const told = new Date(text ?? "");
  if (text === null || Number.isNaN(told.getTime())) return text;
  const kept = bound(told);
  return kept.getTime() === told.getTime() ? text : kept.toISOString();
}
