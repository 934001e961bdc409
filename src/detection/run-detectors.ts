import { percent } from "../core/format.js";
import { formatDuration } from "../core/clock.js";
import { anomaly } from "./anomaly.js";
import { baseline, DEVIATION_LIMIT } from "./baseline.js";
import type { Detection, Input, Measurement, Occurrence, Requests, Trial } from "./detection.js";
import { markClosed, pattern } from "./pattern.js";
import type { FindingSubject, Policy } from "./policy.js";
import { silenceOf, isTransient } from "./policy.js";
import { markInfrastructure, newHealthHistory, recordResult } from "./test-health.js";
import { newSeriesState, type SubjectState } from "./subject-state.js";
import { burn, burnRules, newBurnState, newRateState, rate, type RateRule } from "./threshold.js";

/** A detector's result before silences, repetition and storms are applied. */
export interface Finding extends Pick<Detection, "detector" | "reason" | "score" | "numbers" | "threshold"> {
  notify: boolean;
}

export function findingSubjectOf(input: Input): FindingSubject {
  const { repository, service, at } = input;
  if (input.kind !== "occurrence") return { subject: input.subject, repository, service, at };
  const subject = input.fingerprint === null ? `event:${input.id}` : `fingerprint:${input.fingerprint}`;
  return { subject, repository, service, at };
}

/** Takes one input into its subject's state (changed in place) and gives what its detectors find. */
export function runDetectors(state: SubjectState, input: Input, policy: Policy): Finding[] {
  switch (input.kind) {
    case "occurrence":
      return detectOccurrence(state, input, policy);
    case "trial":
      return detectTrial(state, input, policy);
    case "reclassification":
      if (state.health) state.health = markInfrastructure(state.health, input.key);
      return [];
    case "requests":
      return detectBudgetBurn(state, input);
    case "measurement":
      return detectMeasurement(
        state,
        input,
        silenceOf(policy.silences, findingSubjectOf(input)) !== undefined,
      );
  }
}

const resolvedFinding = (reason: string, numbers: Record<string, number> = {}): Finding => ({
  detector: "resolved",
  reason,
  score: 0,
  numbers,
  threshold: null,
  notify: false,
});

function detectOccurrence(state: SubjectState, input: Occurrence, policy: Policy): Finding[] {
  const { past } = state;
  if (input.status === "resolved") {
    if (input.fingerprint !== null && past) state.past = markClosed(past, input.at);
    return [resolvedFinding("the sender says it is over")];
  }
  const findings: Finding[] = [];
  if (input.severity === "critical")
    findings.push({
      detector: "threshold.severity",
      reason: "critical",
      score: 1,
      numbers: {},
      threshold: "every alert that its sender calls critical",
      notify: true,
    });
  if (input.fingerprint === null) return findings;
  const seen = pattern(past, input, policy.sequences);
  state.past = seen.past;
  const own = input.branch !== "other" && input.severity === "error" && !isTransient(input);
  for (const finding of seen.findings) {
    const many = finding.detector === "pattern.surge" || finding.detector === "pattern.spread";
    findings.push({ ...finding, threshold: null, notify: many ? input.severity !== "info" : own });
  }
  return findings;
}

export const rateThresholdText = ({ span, leastSamples, openAt, closeAt }: RateRule): string =>
  `opens at ${percent(openAt)} of at least ${leastSamples} within ${formatDuration(span)}, closes at ${percent(closeAt)}`;

function detectTrial(state: SubjectState, input: Trial, { rate: rule }: Policy): Finding[] {
  if (input.branch === "other") return [];
  const { key, failed, infrastructure = false, massFailure = false, at } = input;
  if (key !== undefined)
    state.health = recordResult(state.health ?? newHealthHistory(), {
      key,
      failed,
      infrastructure,
      massFailure,
      at,
    });
  const { change, rate: share, samples } = rate((state.rate ??= newRateState(rule)), rule, input);
  if (change === null) return [];
  const numbers = { rate: share, samples };
  const words = `${percent(share)} of ${samples}`;
  if (change === "closed") return [resolvedFinding(`only ${words} failed`, numbers)];
  const reason = `${words} failed`;
  return [
    {
      detector: "threshold.rate",
      reason,
      score: share,
      numbers,
      threshold: rateThresholdText(rule),
      notify: input.quiet !== true,
    },
  ];
}

function detectBudgetBurn(state: SubjectState, { objective, ...requests }: Requests): Finding[] {
  const budget = (state.burn ??= newBurnState());
  const found = burn(budget, objective, requests);
  // While another window still burns too fast it is not over.
  const burning = burnRules.some(({ attention }, i) => attention && budget.open[i]);
  const told = found.filter(({ change }) => change === "opened" || !burning);
  return told.map(({ rule, change, long, short }): Finding => {
    const numbers = { long, short, objective, factor: rule.factor };
    const speed = `the error budget burns ${long.toFixed(1)} times too fast`;
    if (change === "closed")
      return resolvedFinding(`${speed} over ${formatDuration(rule.long)}, and slows down`, numbers);
    return {
      detector: `threshold.burn-${rule.name}`,
      reason: `${speed} (${formatDuration(rule.long)}; ${short.toFixed(1)} over ${formatDuration(rule.short)})`,
      score: 1 - 1 / (1 + long / rule.factor),
      numbers,
      threshold: `${rule.factor} times over ${formatDuration(rule.long)} and ${formatDuration(rule.short)}, objective ${objective}`,
      notify: rule.attention,
    };
  });
}

/** A counter's growth a second since its last value; after a reset it counts from 0. null: there is none yet. */
function rateOf(state: SubjectState, { at, value }: Measurement): number | null {
  const { last } = state;
  if (!Number.isFinite(value) || (last && at <= last.at)) return null;
  state.last = { at, value };
  return last ? (value >= last.value ? value - last.value : value) / ((at - last.at) / 1_000) : null;
}

function detectMeasurement(state: SubjectState, input: Measurement, silent: boolean): Finding[] {
  const { at, quiet = false } = input;
  const value = input.counter ? rateOf(state, input) : input.value;
  if (value === null) return [];
  const series = (state.series ??= newSeriesState());
  const { score, anomalous, reason } = anomaly(series.unusual, { at, value });
  const { change, z, expected } = baseline(series.usual, { at, value }, input.least);
  const findings: Finding[] = [];
  if (anomalous)
    findings.push({
      detector: "anomaly.value",
      reason: reason!,
      score,
      numbers: { value },
      threshold: "0.5",
      notify: false,
    });
  if (change === "closed") {
    series.called = false;
    findings.push(resolvedFinding("as usual again", { value, z }));
  }
  // What begins in a silence and outlasts it calls when the silence ends.
  if (!series.usual.open || series.called || (silent && change !== "opened")) return findings;
  series.called = !silent;
  findings.push({
    detector: "anomaly.deviation",
    reason: `${Math.abs(z).toFixed(1)} deviations ${z > 0 ? "above" : "below"} the usual`,
    score: 1 - 1 / (1 + Math.abs(z) / 6),
    numbers: { value, z, ...(expected === null ? {} : { expected }) },
    threshold: `three of four values more than ${DEVIATION_LIMIT} deviations off`,
    notify: !quiet,
  });
  return findings;
}
