/**
 * `npm run bench -- detection`: values a second on one core, bytes of a series' state, and whether a state that was written and
 * read again answers as one that never was. Exits 1 below the promise.
 */
import { isDeepStrictEqual } from "node:util";
import { anomaly } from "../../src/detection/anomaly.js";
import { newAnomalyState } from "../../src/detection/anomaly-state.js";
import { baseline, newBaselineState } from "../../src/detection/baseline.js";
import type { Measurement } from "../../src/detection/detection.js";
import { detect, newEngineState, type EngineState } from "../../src/detection/engine.js";
import { decodeState, encodeState } from "../../src/alerting/state-codec.js";
import { number } from "./numbers.js";

const LEAST_PER_SECOND = 50_000;
const MOST_BYTES = 4_096;
const VALUES = 300_000;
const SERIES = 1_000;
const MINUTE = 60_000;

const valueAt = (i: number): number => 100 + 20 * Math.sin(i / 229) + ((i * 7919) % 101) / 10;
/** Two days of every ten something is wrong: a step, and spikes. */
const troubled = (i: number): number => {
  const day = Math.floor(i / 1_440) % 10;
  return valueAt(i) * (day === 7 ? 3 : day === 8 && i % 97 === 0 ? 20 : 1);
};
const measurement = (series: number, at: number, value: number): Measurement => ({
  kind: "measurement",
  subject: `metric:service-${series}/latency`,
  repository: null,
  service: `service-${series}`,
  value,
  at,
});

function perSecond(judge: (i: number) => void): number {
  const start = process.hrtime.bigint();
  for (let i = 0; i < VALUES; i++) judge(i);
  return VALUES / (Number(process.hrtime.bigint() - start) / 1e9);
}

/** As in a row of the database: JSON and bytes. */
const row = (engine: EngineState, subject: string) => {
  const { state, series } = encodeState(engine.subjects.get(subject)!);
  return { json: JSON.stringify(state), series };
};
function restart(engine: EngineState, subject: string): EngineState {
  const { json, series } = row(engine, subject);
  const state = decodeState({ state: JSON.parse(json) as object, series });
  return { subjects: new Map([[subject, state]]), notifications: structuredClone(engine.notifications) };
}

const ensemble = newAnomalyState();
const usual = newBaselineState();
const alone = newEngineState();
const many = newEngineState();
const speeds = {
  "anomaly detector": perSecond((i) => anomaly(ensemble, { at: i * MINUTE, value: valueAt(i) })),
  baseline: perSecond((i) => baseline(usual, { at: i * MINUTE, value: valueAt(i) })),
  "engine, one series": perSecond((i) => detect(alone, measurement(0, i * MINUTE, valueAt(i)))),
  "engine, 1,000 series in turn": perSecond((i) =>
    detect(many, measurement(i % SERIES, Math.floor(i / SERIES) * MINUTE, valueAt(i))),
  ),
};
for (const [name, speed] of Object.entries(speeds)) console.log(`${name}: ${number(speed)} values/s`);

const from = process.hrtime.bigint();
const ROWS = 20_000;
let kept = restart(alone, measurement(0, 0, 0).subject);
for (let i = 0; i < ROWS; i++) {
  detect(kept, measurement(0, (VALUES + i) * MINUTE, valueAt(i)));
  kept = restart(kept, measurement(0, 0, 0).subject);
}
const withRows = ROWS / (Number(process.hrtime.bigint() - from) / 1e9);
console.log(`engine, each value from and to a row's JSON and bytes: ${number(withRows)} values/s`);

const { subject } = measurement(0, 0, 0);
const straight = newEngineState();
let restarted = newEngineState();
let largest = 0;
let answers = 0;
let findings = 0;
let different = 0;
for (let i = 0; i < 30 * 1_440; i++) {
  const input = measurement(0, i * MINUTE, troubled(i));
  const want = detect(straight, input);
  if (!isDeepStrictEqual(detect(restarted, input), want)) different += 1;
  answers += 1;
  findings += want.length;
  if (i % 1_000 !== 999) continue;
  const { json, series } = row(restarted, subject);
  largest = Math.max(largest, Buffer.byteLength(json) + (series?.length ?? 0));
  restarted = restart(restarted, subject);
}
console.log(`a series' state: at most ${largest} bytes`);
console.log(
  `restarted every 1,000 values: ${different} of ${answers} answers differ (${findings} findings among them)`,
);
if (Math.min(...Object.values(speeds)) < LEAST_PER_SECOND || largest > MOST_BYTES) process.exitCode = 1;
if (different > 0 || findings === 0) process.exitCode = 1;
