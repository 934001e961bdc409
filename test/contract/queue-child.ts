import { createBullQueue } from "../../src/queue/bull.js";
import { createGraphileQueue } from "../../src/queue/graphile.js";

/** A worker that takes a job and never ends it, for the parent to kill. */
const [kind, url = "", prefix] = process.argv.slice(2);
const queue = kind === "bull" ? createBullQueue({ url, prefix, lockMs: 500 }) : createGraphileQueue({ url });
await queue.start(
  (wake) => {
    process.stdout.write(`${JSON.stringify(wake)}\n`);
    return new Promise(() => setInterval(() => undefined, 1_000));
  },
  { concurrency: 1 },
);
