/** Sends signed deliveries, each of another run, from a process of its own: `load.js URL MODE RATE SECONDS FAILED_ONE_IN`; one JSON line on stdout. */
import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { build } from "hdr-histogram-js";
import { numberedRuns, sign } from "./body.js";

const [url = "", mode = "closed", rate = "64", seconds = "10", failedOneIn = "10"] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const target = new URL("/api/github/webhooks", url);
const histogram = build({ highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: 3 });
/** A body is copied and its number written over: the receiver is measured, not this process. */
const runs = numberedRuns(Number(failedOneIn));
let ok = 0;
const refused: Record<string, number> = {};

function send(): Promise<void> {
  const body = runs.next();
  const signature = sign(body);
  const id = randomUUID();
  const started = process.hrtime.bigint();
  return new Promise((resolve) => {
    const done = (status: string) => {
      histogram.recordValue(Number((process.hrtime.bigint() - started) / 1_000n));
      if (status.startsWith("2")) ok += 1;
      else refused[status] = (refused[status] ?? 0) + 1;
      resolve();
    };
    const req = request(
      target,
      {
        method: "POST",
        agent,
        headers: {
          "content-type": "application/json",
          "content-length": body.length,
          "x-github-event": "workflow_run",
          "x-github-delivery": id,
          "x-hub-signature-256": signature,
        },
      },
      (res) => {
        res.resume();
        res.on("end", () => done(String(res.statusCode)));
      },
    );
    req.on("error", (error: NodeJS.ErrnoException) => done(error.code ?? "error"));
    req.end(body);
  });
}

const started = Date.now();
const until = started + Number(seconds) * 1_000;
let sent = 0;
if (mode === "closed") {
  const worker = async () => {
    while (Date.now() < until) {
      sent += 1;
      await send();
    }
  };
  await Promise.all(Array.from({ length: Number(rate) }, worker));
} else {
  const pending: Promise<void>[] = [];
  const total = Number(rate) * Number(seconds);
  while (sent < total) {
    const due = Math.min(total, Math.floor(((Date.now() - started) / 1_000) * Number(rate)) + 1);
    for (; sent < due; sent += 1) pending.push(send());
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(pending);
}
const took = (Date.now() - started) / 1_000;
agent.destroy();
console.log(
  JSON.stringify({
    sent,
    ok,
    refused,
    per_second: Math.round(ok / took),
    p50_ms: histogram.getValueAtPercentile(50) / 1_000,
    p99_ms: histogram.getValueAtPercentile(99) / 1_000,
    max_ms: histogram.maxValue / 1_000,
  }),
);
