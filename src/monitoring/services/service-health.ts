import { percent } from "../../core/format.js";
import type { Health } from "../../store/health.js";
import { clip } from "../../core/text.js";
import { MAX_SERIES, type ProbeResult, type ProbeValue } from "./probe.js";

/**
 * A service burns its error budget this many times too fast: two hours of it use up 4 % of a month's (SRE workbook, "Alerting on
 * SLOs", https://sre.google/workbook/alerting-on-slos/: 14.4 is the rate of the page-at-once window).
 */
const BURN = 14.4;
/** Without an objective only half of all requests failing is plainly trouble. */
const HALF = 0.5;
/** Names of the service level indicators, whatever their source. */
const knownNames = ["availability", "error_ratio", "response_seconds"] as const;
type Known = (typeof knownNames)[number];

export interface ServiceHealth {
  state: Health["state"];
  reason: string;
  values: ProbeValue[];
}

/** Combines the probes of one service; without any result its state is `silent`. */
export function assessService(
  looks: readonly ProbeResult[],
  objective: number | undefined,
  now: Date,
): ServiceHealth {
  const all = looks.flatMap(({ values }) => values);
  const own = (name: Known) => all.filter((one) => one.name === name && inRange(name, one.value));
  const told = {
    availability: own("availability"),
    error_ratio: own("error_ratio"),
    response_seconds: own("response_seconds"),
  };
  const least = (of: ProbeValue[]) => (of.length === 0 ? null : Math.min(...of.map(({ value }) => value)));
  const most = (of: ProbeValue[]) => (of.length === 0 ? null : Math.max(...of.map(({ value }) => value)));

  const probes = probesOf(looks);
  const bad = probes.filter(({ state }) => state === "bad");
  const probed = probes.length === 0 ? null : bad.length > 0 ? 0 : 1;
  const availability = lower(probed, least(told.availability));
  const ratio = most(told.error_ratio) ?? errorRatioOf(all);
  const seconds = most(told.response_seconds) ?? slowest(probes);

  const allowed = objective === undefined ? HALF : Math.min(HALF, BURN * (1 - objective));
  const troubles = looks.filter(({ state }) => state !== "good").map(({ reason }) => reason);
  if (availability !== null && availability < (objective ?? 1) && bad.length === 0)
    troubles.unshift(`availability ${percent(availability, 3)}`);
  if (ratio !== null && ratio >= allowed && ratio > 0)
    troubles.unshift(
      `error ratio ${percent(ratio, 3)}, ${objective === undefined ? "half or more" : `too much for an objective of ${percent(objective, 3)}`}`,
    );

  const down =
    told.availability.length > 0
      ? least(told.availability) === 0
      : probes.length > 0 && bad.length === probes.length;
  const nothing = looks.every(({ state }) => state === "unknown");
  const state = nothing ? "silent" : down ? "down" : troubles.length > 0 ? "degraded" : "ok";

  const rest = all.filter(({ name }) => !(knownNames as readonly string[]).includes(name));
  const over = rest.length - MAX_SERIES;
  const notes = [
    ...looks.flatMap((look) => look.notes),
    ...(over > 0 ? [`more than ${MAX_SERIES} series: ${over} refused`] : []),
  ];
  const fine = [
    ...looks.filter((look) => look.kind === "health").map(({ reason }) => reason),
    ...(ratio === null ? [] : [`error ratio ${percent(ratio, 3)}`]),
    ...(rest.length === 0 ? [] : [`${Math.min(rest.length, MAX_SERIES)} series`]),
  ];
  const words = troubles.length > 0 ? troubles : fine.length > 0 ? fine : looks.map(({ reason }) => reason);
  const single = { availability, error_ratio: ratio, response_seconds: seconds };
  return {
    state,
    reason: clip([...words.slice(0, 4), ...notes.slice(0, 3)].join("; "), 500),
    values: [
      ...Object.entries(single).flatMap(([name, value]) =>
        value === null ? [] : [{ name, value, at: now }],
      ),
      ...rest.slice(0, MAX_SERIES),
    ],
  };
}

/** What tells whether the service is there: its health addresses, or else its exporters, as Prometheus' `up` does. */
function probesOf(looks: readonly ProbeResult[]): ProbeResult[] {
  const health = looks.filter(({ kind }) => kind === "health");
  const of = health.length > 0 ? health : looks.filter(({ kind }) => kind === "metrics");
  return of.filter(({ state }) => state !== "unknown");
}

const lower = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

const slowest = (probes: readonly ProbeResult[]): number | null => {
  const known = probes.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
  return known.length === 0 ? null : Math.max(...known);
};

const inRange = (name: Known, value: number): boolean =>
  value >= 0 && (name === "response_seconds" ? Number.isFinite(value) : value <= 1);

/** Labels that hold a HTTP status, as exporters name them. */
const STATUS = ["code", "status", "status_code", "http_status_code", "http_response_status_code"];

/** The share of 5xx among rates that carry a status; null: there is none, or no traffic. */
export function errorRatioOf(values: readonly ProbeValue[]): number | null {
  let [all, failed] = [0, 0];
  for (const { name, labels = {}, value } of values) {
    const label = STATUS.find((one) => /^[1-5](?:\d\d|xx)$/.test(labels[one] ?? ""));
    // Of a histogram only its count: buckets and sums would count again what it counts.
    if (label === undefined || !name.endsWith("_per_second") || /_(?:bucket|sum)_per_second$/.test(name))
      continue;
    all += value;
    if (labels[label]?.startsWith("5")) failed += value;
  }
  return all > 0 ? failed / all : null;
}

/** 0.9991 -> `99.91 %`: near 1 the digits after the point are what counts. */
