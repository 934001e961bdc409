import type { AnomalyState } from "./anomaly-state.js";
import { newAnomalyState } from "./anomaly-state.js";
import { anomaly } from "./anomaly.js";
import type { BaselineState } from "./baseline.js";
import { baseline, newBaselineState } from "./baseline.js";
import type { Detection, Input, Measurement, Occurrence, Trial } from "./detection.js";
import type { Past } from "./pattern.js";
import { closed, pattern } from "./pattern.js";
import type { About, Policy } from "./policy.js";
import { defaultPolicy, silenceOf, transient } from "./policy.js";
import type { RateState } from "./threshold.js";
import { newRateState, rate } from "./threshold.js";

interface Series {
  unusual: AnomalyState;
  usual: BaselineState;
  /** The open deviation has called. */
  called: boolean;
}

/** Everything the engine remembers, bounded by `MOST` subjects of each kind. */
export interface EngineState {
  rates: Map<string, RateState>;
  series: Map<string, Series>;
  fingerprints: Map<string, Past>;
  /** When `detector subject` last spoke, and when each repository or service last called. */
  spoke: Map<string, number>;
  called: Map<string, number>;
  /** Times of the latest calls, and since when a storm lasts. */
  calls: number[];
  storm: number | null;
}

export const newEngineState = (): EngineState => ({
  rates: new Map(),
  series: new Map(),
  fingerprints: new Map(),
  spoke: new Map(),
  called: new Map(),
  calls: [],
  storm: null,
});

const MOST = 50_000;

/** What a detector proposes before silences, repetition and storms are looked at. */
interface Finding extends Omit<Detection, "requiresAttention" | "at" | "subject"> {
  calls: boolean;
}

/**
 * Takes one input and gives back what is remarkable about it, most important first; at most one of them requires
 * attention. A repeated finding is left out, a silenced one is kept and calls nobody, `resolved` always passes.
 */
export function detect(state: EngineState, input: Input, policy: Policy = defaultPolicy): Detection[] {
  const about = aboutOf(input);
  const findings =
    input.kind === "occurrence"
      ? occurred(state, input, policy)
      : input.kind === "trial"
        ? tried(state, input, policy)
        : measured(state, input, silenceOf(policy.silences, about) !== undefined);
  const fresh = findings
    .filter(({ detector }) => detector === "resolved" || !repeated(state, policy, detector, about))
    .sort((a, b) => Number(b.calls) - Number(a.calls) || b.score - a.score);
  return fresh.map(({ calls, ...finding }, place) => {
    const base = { ...finding, subject: about.subject, at: about.at };
    const wanted = calls && place === 0 && !policy.labelOnly.has(finding.detector);
    return wanted ? call(state, policy, about, base) : { ...base, requiresAttention: false };
  });
}

function aboutOf(input: Input): About {
  const { repository, service, at } = input;
  if (input.kind !== "occurrence") return { subject: input.subject, repository, service, at };
  const subject = input.fingerprint === null ? `event:${input.id}` : `fingerprint:${input.fingerprint}`;
  return { subject, repository, service, at };
}

function occurred(state: EngineState, input: Occurrence, policy: Policy): Finding[] {
  const past = input.fingerprint === null ? undefined : state.fingerprints.get(input.fingerprint);
  if (input.status === "resolved") {
    if (input.fingerprint !== null && past)
      keep(state.fingerprints, input.fingerprint, closed(past, input.at));
    return [
      { detector: "resolved", reason: "the sender says it is over", score: 0, numbers: {}, calls: false },
    ];
  }
  const findings: Finding[] = [];
  if (input.severity === "critical")
    findings.push({ detector: "threshold.severity", reason: "critical", score: 1, numbers: {}, calls: true });
  if (input.fingerprint === null) return findings;
  const seen = pattern(past, input, policy.sequences);
  keep(state.fingerprints, input.fingerprint, seen.past);
  const own = input.branch !== "other" && input.severity === "error" && !transient(input);
  for (const finding of seen.findings) {
    const many = finding.detector === "pattern.surge" || finding.detector === "pattern.spread";
    findings.push({ ...finding, calls: many ? input.severity !== "info" : own });
  }
  return findings;
}

function tried(state: EngineState, { subject, branch, ...trial }: Trial, { rate: rule }: Policy): Finding[] {
  if (branch === "other") return [];
  const rates = state.rates.get(subject) ?? newRateState(rule);
  keep(state.rates, subject, rates);
  const { change, rate: share, samples } = rate(rates, rule, trial);
  if (change === null) return [];
  const numbers = { rate: share, samples };
  const percent = `${Math.round(share * 100)} % of ${samples}`;
  return change === "opened"
    ? [{ detector: "threshold.rate", reason: `${percent} failed`, score: share, numbers, calls: true }]
    : [{ detector: "resolved", reason: `only ${percent} failed`, score: 0, numbers, calls: false }];
}

function measured(state: EngineState, { subject, ...point }: Measurement, silent: boolean): Finding[] {
  const series = state.series.get(subject) ?? {
    unusual: newAnomalyState(),
    usual: newBaselineState(),
    called: false,
  };
  keep(state.series, subject, series);
  const { score, anomalous, reason } = anomaly(series.unusual, point);
  const { change, z, expected } = baseline(series.usual, point);
  const findings: Finding[] = [];
  if (anomalous)
    findings.push({
      detector: "anomaly.value",
      reason: reason!,
      score,
      numbers: { value: point.value },
      calls: false,
    });
  if (change === "closed") {
    series.called = false;
    findings.push({ detector: "resolved", reason: "as usual again", score: 0, numbers: { z }, calls: false });
  }
  // What begins in a silence and outlasts it calls when the silence ends.
  if (!series.usual.open || series.called || (silent && change !== "opened")) return findings;
  series.called = !silent;
  const numbers = { value: point.value, z, ...(expected === null ? {} : { expected }) };
  const distance = `${Math.abs(z).toFixed(1)} deviations ${z > 0 ? "above" : "below"} the usual`;
  findings.push({
    detector: "anomaly.deviation",
    reason: distance,
    score: 1 - 1 / (1 + Math.abs(z) / 6),
    numbers,
    calls: true,
  });
  return findings;
}

/** Notes that it speaks, unless it spoke lately. */
function repeated(state: EngineState, policy: Policy, detector: string, { subject, at }: About): boolean {
  const key = `${detector} ${subject}`;
  const last = state.spoke.get(key);
  if (last !== undefined && at - last < policy.repeatAfter) return true;
  keep(state.spoke, key, at);
  return false;
}

function call(
  state: EngineState,
  policy: Policy,
  about: About,
  base: Omit<Detection, "requiresAttention">,
): Detection {
  const quiet = (why: string): Detection => ({
    ...base,
    reason: `${base.reason}; ${why}`,
    requiresAttention: false,
  });
  const silence = silenceOf(policy.silences, about);
  if (silence) {
    // It may be said again once the silence is over.
    state.spoke.delete(`${base.detector} ${about.subject}`);
    return quiet(silence.why === "mute" ? "muted" : "in a maintenance window");
  }
  // What is critical is never folded into a call about less.
  const kind = base.detector === "threshold.severity" ? "critical" : "other";
  const group = `${kind} ${about.service === null ? about.subject : `service ${about.service}`}`;
  const last = state.called.get(group);
  if (last !== undefined && about.at - last < policy.togetherWithin)
    return quiet("belongs to the call before");
  keep(state.called, group, about.at);
  state.calls = [...state.calls.filter((time) => time > about.at - policy.storm.span), about.at];
  if (state.calls.length <= policy.storm.calls) {
    state.storm = null;
    return { ...base, requiresAttention: true };
  }
  const first = state.storm === null;
  state.storm ??= about.at;
  return first
    ? {
        ...base,
        detector: "storm",
        reason: `${state.calls.length} findings within ${policy.storm.span / 60_000} minutes, the latest: ${base.reason}`,
        numbers: { ...base.numbers, findings: state.calls.length },
        requiresAttention: true,
      }
    : quiet("part of a storm");
}

/** Puts an entry at the young end of a map and drops the oldest when there are too many. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MOST) return;
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}
