import { MINUTE } from "../../../src/core/clock.js";
import type { Detection } from "../../../src/detection/detection.js";
import { detect, newEngineState } from "../../../src/detection/engine.js";
import { defaultPolicy } from "../../../src/detection/policy.js";
import { fleet } from "./fleet.js";
import type { Trouble } from "./trouble.js";

export interface FleetResult {
  /** Share of the labelled troubles for which people were called exactly if they should be. */
  accuracy: number;
  /** Calls that belong to no trouble which deserves one, per trouble found. */
  falsePerTrue: number;
  /** Minutes from a trouble's beginning to its call: 95th percentile. */
  minutes95: number;
  wrong: string[];
  falseCalls: string[];
}

const AFTERWARDS = 15 * MINUTE;

export function measureFleet(seed: number): FleetResult {
  const made = fleet(seed);
  const { troubles, silences } = made;
  const state = newEngineState();
  const calls: Detection[] = [];
  const policy = { ...defaultPolicy, silences };
  const begin = troubles[0]!.from;
  for (const input of made.inputs())
    for (const found of detect(state, input, policy)) if (found.requiresAttention) calls.push(found);
  const belongs = (trouble: Trouble, { subject, at }: Detection): boolean =>
    at >= trouble.from && at < trouble.to + AFTERWARDS && trouble.subjects.includes(subject);
  const judged = troubles.map((trouble) => ({ trouble, call: calls.find((one) => belongs(trouble, one)) }));
  const found = judged.filter(({ trouble, call }) => trouble.callsFor && call);
  const wrong = judged.filter(({ trouble, call }) => trouble.callsFor !== (call !== undefined));
  const delays = found.map(({ trouble, call }) => (call!.at - trouble.from) / MINUTE).sort((a, b) => a - b);
  const falseCalls = calls.filter(
    (one) => one.at >= begin && !troubles.some((trouble) => trouble.callsFor && belongs(trouble, one)),
  );
  return {
    accuracy: 1 - wrong.length / troubles.length,
    falsePerTrue: falseCalls.length / found.length,
    minutes95: delays[Math.ceil(0.95 * delays.length) - 1] ?? Infinity,
    wrong: wrong.map(({ trouble: { kind, subjects, from } }) => `${kind} ${subjects.join(" ")} ${from}`),
    falseCalls: falseCalls.map(({ detector, subject, reason }) => `${detector} ${subject}: ${reason}`),
  };
}
