import { setTimeout as sleep } from "node:timers/promises";
import { report } from "./report.js";
import { workflowOf } from "./workflow.js";

process.exitCode = await report({
  env: process.env,
  fetch: globalThis.fetch,
  workflow: workflowOf(process.env, (text) => void process.stdout.write(text)),
  // Being out of time ends the wait; what follows looks at the signal itself.
  wait: (ms, signal) =>
    sleep(ms, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    }),
});
