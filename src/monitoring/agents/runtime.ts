import { monitorEventLoopDelay } from "node:perf_hooks";
import { samplesOf, type CreateAgent } from "./agent.js";

/** GitHub waits 10 s for an answer; a loop that stalls for a fifth of a second is felt by everybody. */
const STALL_SECONDS = 0.2;
/** heal's promise for the whole process. */
const RESIDENT_BYTES = 200 * 1024 * 1024;
const MEBI = 1024 * 1024;

/** The event loop's delay (99th percentile since the last look) and the memory of this process. */
export const runtime: CreateAgent = () => {
  // A finer timer costs a third of a per cent of a core by itself; monitoring that is off costs nothing.
  const delay = monitorEventLoopDelay({ resolution: 100 });
  return {
    name: "heal/runtime",
    ofProcess: true,
    close: () => void delay.disable(),
    async poll(now) {
      // Nothing counted yet gives NaN.
      const stall = delay.count > 0 ? delay.percentile(99) / 1e9 : 0;
      delay.reset();
      delay.enable();
      const { rss, heapUsed } = process.memoryUsage();
      const troubles = [
        stall > STALL_SECONDS ? `the event loop stalls for ${Math.round(stall * 1_000)} ms` : "",
        rss > RESIDENT_BYTES
          ? `${Math.round(rss / MEBI)} MB resident, more than ${RESIDENT_BYTES / MEBI} MB`
          : "",
      ].filter((text) => text !== "");
      return [
        {
          health: {
            component: "heal/runtime",
            state: troubles.length > 0 ? "degraded" : "ok",
            reason:
              troubles.join("; ") ||
              `${Math.round(rss / MEBI)} MB resident, event loop delay ${Math.round(stall * 1_000)} ms`,
          },
          samples: samplesOf("heal/runtime", now, {
            loop_delay_seconds: stall,
            resident_bytes: rss,
            heap_bytes: heapUsed,
          }),
        },
      ];
    },
  };
};
