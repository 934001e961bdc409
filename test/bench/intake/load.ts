/** Sends signed deliveries from a process of its own: `load.js URL MODE RATE SECONDS`; one JSON line on stdout. */
import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { build } from "hdr-histogram-js";
import { sign, workflowRun } from "./body.js";

const [url = "", mode = "closed", rate = "64", seconds = "10"] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
const target = new URL("/api/github/webhooks", url);
const histogram = build({ highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: 3 });
/** Bodies are made and signed before the clock runs: the receiver is measured, not this process. */
const ready = Array.from({ length: 200 }, (_, i) => {
  const body = workflowRun(i);
  return { body, signature: sign(body) };
});
const ids: string[] = [];
const refused: Record<string, number> = {};

function send(n: number): Promise<void> {
  const { body, signature } = ready[n % ready.length] as (typeof ready)[number];
  const id = randomUUID();
  const started = process.hrtime.bigint();
  return new Promise((resolve) => {
    const done = (status: string) => {
      histogram.recordValue(Number((process.hrtime.bigint() - started) / 1_000n));
      if (status.startsWith("2")) ids.push(id);
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
    while (Date.now() < until) await send(sent++);
  };
  await Promise.all(Array.from({ length: Number(rate) }, worker));
} else {
  const pending: Promise<void>[] = [];
  const total = Number(rate) * Number(seconds);
  while (sent < total) {
    const due = Math.min(total, Math.floor(((Date.now() - started) / 1_000) * Number(rate)) + 1);
    while (sent < due) pending.push(send(sent++));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(pending);
}
const took = (Date.now() - started) / 1_000;
agent.destroy();
console.log(
  JSON.stringify({
    sent,
    ok: ids.length,
    refused,
    per_second: Math.round(ids.length / took),
    p50_ms: histogram.getValueAtPercentile(50) / 1_000,
    p99_ms: histogram.getValueAtPercentile(99) / 1_000,
    max_ms: histogram.maxValue / 1_000,
    ids,
  }),
);
