import type { Sample } from "../../store/metrics.js";
import type { Watch } from "../../playbooks/watch.js";
import { reasonOf } from "../../core/errors.js";
import { createReader, type Exposed, type Reader } from "./exposition.js";
import { FetchFailure, TIME_MS, type Fetch } from "./fetch.js";
import { queryUrl, readQuery } from "./promql.js";
import type { Rates } from "./rates.js";

/** Series of one entry; more are refused, and that is said. */
export const MAX_SERIES = 100;
/** An instant vector of 100 series has about 30 kB. */
const QUERY_BYTES = 1024 * 1024;

export type ProbeValue = Pick<Sample, "name" | "labels" | "value" | "at">;

/** The result of one entry of `watch`. */
export interface ProbeResult {
  kind: "health" | "metrics" | "prometheus";
  /** "unknown": nothing was learned of the service. */
  state: "good" | "bad" | "unknown";
  /** Why it is not good, or how it answered. */
  reason: string;
  seconds: number | null;
  values: ProbeValue[];
  /** What was refused or is missing, in words. */
  notes: string[];
}

export interface ProbeDeps {
  fetch: Fetch;
  rates: Rates;
  now: Date;
}

/** Runs one probe of one service; never throws. */
export async function runProbe(entry: Watch, index: number, deps: ProbeDeps): Promise<ProbeResult> {
  const { health, metrics, prometheus } = entry;
  const kind = health !== undefined ? "health" : metrics !== undefined ? "metrics" : "prometheus";
  try {
    if (health !== undefined) return await askHealth(new URL(health), entry.timeout, deps);
    if (metrics !== undefined) return await readMetrics(new URL(metrics), new Set(entry.series), index, deps);
    if (prometheus !== undefined) return await query(prometheus, entry.query ?? "", entry.name ?? "", deps);
    throw new Error("there is nothing to look at");
  } catch (error) {
    const refused = !(error instanceof FetchFailure) || error.refused;
    // A Prometheus that cannot be reached is not the service that it watches.
    const state = refused || kind === "prometheus" ? "unknown" : "bad";
    return { kind, state, reason: reasonOf(error), seconds: null, values: [], notes: [] };
  }
}

const place = (url: URL): string => `${url.host}${url.pathname}`.slice(0, 120);

async function askHealth(url: URL, timeMs: number | undefined, { fetch }: ProbeDeps): Promise<ProbeResult> {
  const { status, seconds } = await fetch(url, {
    accept: "*/*",
    ...(timeMs === undefined ? {} : { timeMs }),
  });
  const good = status >= 200 && status < 300;
  const redirect = status >= 300 && status < 400 ? " (redirects are not followed)" : "";
  const reason = good
    ? `${place(url)} answers in ${Math.round(seconds * 1_000)} ms`
    : `${place(url)} answered ${status}${redirect}`;
  return { kind: "health", state: good ? "good" : "bad", reason, seconds, values: [], notes: [] };
}

async function readMetrics(
  url: URL,
  wanted: ReadonlySet<string>,
  index: number,
  { fetch, rates, now }: ProbeDeps,
): Promise<ProbeResult> {
  const decoder = new TextDecoder();
  let reader: Reader | undefined;
  const { status, seconds } = await fetch(url, {
    accept: "text/plain;version=0.0.4;q=1, */*;q=0.1",
    each: (chunk, type) => {
      reader ??= createReader(wanted, MAX_SERIES, type.startsWith("application/openmetrics-text"));
      reader.push(decoder.decode(chunk, { stream: true }));
    },
  });
  if (status !== 200) {
    const reason = `${place(url)} answered ${status}`;
    return { kind: "metrics", state: "bad", reason, seconds, values: [], notes: [] };
  }
  const { values: exposed, refused } = (reader ?? createReader(wanted, MAX_SERIES)).end();
  const values = exposed.flatMap((one) => {
    const value = valueOf(one, index, rates, now);
    if (typeof value !== "string") return [value];
    if (value !== "") refused.set(value, (refused.get(value) ?? 0) + 1);
    return [];
  });
  const missing = [...wanted].filter((name) => !exposed.some((one) => one.name === name));
  return {
    kind: "metrics",
    state: "good",
    reason: `${exposed.length} series read from ${place(url)}`,
    seconds,
    values,
    notes: [
      ...[...refused].map(([reason, n]) => `${reason}: ${n} refused`),
      ...(missing.length > 0 ? [`not there: ${missing.slice(0, 3).join(", ")}`] : []),
    ],
  };
}

const NOT_NEWER = "a value no newer than the last";

/** A value to keep; why not; or "": a counter's first. */
function valueOf(one: Exposed, index: number, rates: Rates, now: Date): ProbeValue | string {
  const { name, labels } = one;
  const at = one.at === null ? now : new Date(one.at);
  if (Number.isNaN(at.getTime())) return "a time that is none";
  const key = JSON.stringify([index, name, labels]);
  if (!one.counter) {
    // An exporter that repeats what it measured once would count it again at each look.
    const again = one.at !== null && rates.of(key, one.value, one.at) === "late";
    return again ? NOT_NEWER : { name, labels, value: one.value, at };
  }
  if (!Number.isFinite(one.value) || one.value < 0) return "a counter that is no number from 0 on";
  const rate = rates.of(key, one.value, at.getTime());
  if (rate === "first") return "";
  if (rate === "late") return NOT_NEWER;
  return { name: `${name.replace(/_total$/, "")}_per_second`, labels, value: rate, at };
}

async function query(
  server: string,
  text: string,
  name: string,
  { fetch, now }: ProbeDeps,
): Promise<ProbeResult> {
  const chunks: Buffer[] = [];
  const url = queryUrl(server, text, TIME_MS / 1_000 - 1);
  const { status, seconds } = await fetch(url, {
    accept: "application/json",
    bytes: QUERY_BYTES,
    each: (chunk) => void chunks.push(chunk),
  });
  const look = (
    state: ProbeResult["state"],
    reason: string,
    values: ProbeValue[] = [],
    notes: string[] = [],
  ): ProbeResult => ({
    kind: "prometheus",
    state,
    reason,
    seconds,
    values,
    notes,
  });
  if (status === 400 || status === 422) return look("unknown", `Prometheus refuses the query of ${name}`);
  if (status !== 200) return look("unknown", `${url.host} answered ${status}`);
  const found = readQuery(Buffer.concat(chunks).toString("utf8"));
  const values = found.slice(0, MAX_SERIES).map(({ labels, value }) => ({ name, labels, value, at: now }));
  const notes =
    found.length > MAX_SERIES ? [`more than ${MAX_SERIES} series: ${found.length - MAX_SERIES} refused`] : [];
  // Nothing in an error ratio means no traffic; nothing in `up` means that nobody knows.
  if (found.length === 0 && name === "availability")
    return look("unknown", "its availability is not known to Prometheus");
  return look(
    "good",
    `${values.length} series of ${name} in ${Math.round(seconds * 1_000)} ms`,
    values,
    notes,
  );
}
