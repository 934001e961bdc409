/** Loaded into heal by `node --import`: answers its parent with how long the event loop was held up since it was last asked. */
import { monitorEventLoopDelay } from "node:perf_hooks";

/** Of the event loop, in ms: how late timers came. */
export interface Delay {
  p50: number;
  p99: number;
  max: number;
}

/** A timer of 20 ms would by itself take 0.3 % of a core, a third of what monitoring may. */
const RESOLUTION = 100;
const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
histogram.enable();
process.on("message", () => {
  // A timer that comes in time is counted with its own length.
  const late = (ns: number): number => Math.max(0, ns / 1e6 - RESOLUTION);
  const { max } = histogram;
  process.send?.({
    p50: late(histogram.percentile(50)),
    p99: late(histogram.percentile(99)),
    max: late(max),
  } satisfies Delay);
  histogram.reset();
});
// It must not keep heal alive.
process.channel?.unref();
