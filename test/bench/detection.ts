import { freeze, newAnomalyState } from "../../src/detection/anomaly-state.js";
import { anomaly } from "../../src/detection/anomaly.js";
import { baseline, newBaselineState } from "../../src/detection/baseline.js";
import { detect, newEngineState } from "../../src/detection/engine.js";

/** `node dist/test/bench/detection.js`: values a second on one core, and bytes of a series' state; exits 1 below the promise. */
const LEAST_PER_SECOND = 50_000;
const MOST_BYTES = 4_096;
const VALUES = 300_000;

const valueAt = (i: number): number => 100 + 20 * Math.sin(i / 229) + ((i * 7919) % 101) / 10;

function perSecond(judge: (at: number, value: number) => void): number {
  const start = process.hrtime.bigint();
  for (let i = 0; i < VALUES; i++) judge(i * 60_000, valueAt(i));
  return VALUES / (Number(process.hrtime.bigint() - start) / 1e9);
}

const ensemble = newAnomalyState();
const usual = newBaselineState();
const engine = newEngineState();
const speeds = {
  anomaly: perSecond((at, value) => anomaly(ensemble, { at, value })),
  baseline: perSecond((at, value) => baseline(usual, { at, value })),
  engine: perSecond((at, value) => {
    const subject = "metric:checkout/latency";
    detect(engine, { kind: "measurement", subject, repository: null, service: "checkout", value, at });
  }),
};
const bytes = freeze(ensemble).length + JSON.stringify(usual).length;

for (const [name, speed] of Object.entries(speeds)) console.log(`${name}: ${Math.round(speed)} values/s`);
console.log(
  `anomaly state: ${freeze(ensemble).length} bytes, baseline state: ${JSON.stringify(usual).length} bytes`,
);
if (Math.min(...Object.values(speeds)) < LEAST_PER_SECOND || bytes > MOST_BYTES) process.exitCode = 1;
