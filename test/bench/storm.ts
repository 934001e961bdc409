/**
 * A storm: 2,000 alerts of four causes, 200 different ones, each in a request of its own, in 5 s. How long until all are accepted,
 * and until the read API shows four groups that count them all. `npm run bench -- storm`
 */
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { loadavg } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { usageOf } from "./intake/processes.js";
import { startHeal } from "./intake/started.js";
import { number } from "./numbers.js";

const ALERTS = 2_000;
const DIFFERENT = 200;
const SEND_MS = 5_000;
const MOST = { accepted: 5.5, shown: 15 };
const CAUSES = ["DatabaseDown", "QueueFull", "NodeNotReady", "CertificateExpired"];
const SECRET = "storm".repeat(8);

const page = z.object({ incidents: z.array(z.object({ id: z.number(), events: z.number() })) });
const story = z.object({ alerts: z.array(z.unknown()) });

const began = new Date().toISOString();
const bodyOf = (i: number): string => {
  const pod = i % DIFFERENT;
  const alertname = CAUSES[pod % CAUSES.length] ?? "";
  const labels = { alertname, service: "shop", severity: "critical", pod: `shop-${pod}` };
  const annotations = {
    summary: `${alertname} of shop-${pod}`,
    description: "It does not answer. ".repeat(10),
  };
  const alert = { status: "firing", labels, annotations, startsAt: began, endsAt: "0001-01-01T00:00:00Z" };
  return JSON.stringify({ version: "4", status: "firing", receiver: "heal", alerts: [{ ...alert, n: i }] });
};

// As a sender has them open; its own work is to be little beside heal's.
const agent = new Agent({ keepAlive: true, maxSockets: 32 });
let messages = 0;
const receiver = createServer((asked, answer) => {
  messages += 1;
  asked.resume().once("end", () => answer.writeHead(204).end());
}).listen(0, "127.0.0.1");
await once(receiver, "listening");
const heal = await startHeal({
  HEAL_SOURCE_ALERTMANAGER_SECRET: SECRET,
  HEAL_NOTIFY_ONCALL: `webhook:${SECRET}@http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
  HEAL_NOTIFY_ALLOW_PRIVATE: "true",
  HEAL_NOTIFY_DEFAULT: "oncall",
});
try {
  const post = (i: number) =>
    new Promise<number>((resolve, reject) => {
      const headers = { authorization: `Bearer ${SECRET}`, "content-type": "application/json" };
      const sent = request(`${heal.url}/api/alerts/alertmanager`, { method: "POST", agent, headers });
      sent.once("error", reject).once("response", (answer) => {
        answer.resume().once("end", () => resolve(answer.statusCode ?? 0));
      });
      sent.end(bodyOf(i));
    });
  const read = async (path: string): Promise<unknown> => (await fetch(`${heal.url}${path}`)).json();
  const before = await usageOf(heal.pid, heal.dataDir);
  const start = performance.now();
  const since = () => (performance.now() - start) / 1_000;
  const answers: Promise<number>[] = [];
  for (let i = 0; i < ALERTS; i += 1) {
    const due = (i * SEND_MS) / ALERTS - (performance.now() - start);
    if (due > 1) await pause(due);
    answers.push(post(i));
  }
  const refused = (await Promise.all(answers)).filter((status) => status !== 202).length;
  const accepted = since();
  let groups: z.output<typeof page>["incidents"] = [];
  do {
    await pause(500);
    groups = page.parse(await read("/api/v1/incidents")).incidents;
  } while (groups.reduce((sum, { events }) => sum + events, 0) < ALERTS && since() < 120);
  const shown = since();
  const used = await usageOf(heal.pid, heal.dataDir);
  const members = await Promise.all(
    groups.map(async ({ id }) => story.parse(await read(`/api/v1/incidents/${id}`)).alerts.length),
  );
  const intents = await heal.db.query<{ n: number }>("select count(*)::int as n from intents");
  // The steps of the incidents go on; what they tell is there when nothing waits to be sent any more.
  let waiting = 0;
  do {
    await pause(500);
    const { rows } = await heal.db.query<{ n: number }>(
      `select (select count(*) from notifications where state = 'waiting' and next_try_at <= now())::int
        + (select count(*) from incidents where state in ('open', 'diagnosing', 'acting'))::int as n`,
    );
    waiting = rows[0]?.n ?? 0;
  } while (waiting > 0 && since() < 120);
  console.table([
    {
      "accepted after s": number(accepted),
      "shown after s": number(shown),
      "heal CPU s": number(used.heal.cpuSeconds - before.heal.cpuSeconds),
      "PostgreSQL CPU s": number(used.postgres.cpuSeconds - before.postgres.cpuSeconds),
      ...{ refused, groups: groups.length, events: groups.map(({ events }) => events).join(" ") },
      ...{ members: members.join(" "), "effects at GitHub": intents.rows[0]?.n, messages },
      load: number(loadavg()[0] ?? 0),
    },
  ]);
  const right =
    refused === 0 && groups.length === CAUSES.length && waiting === 0 && messages <= groups.length;
  if (!right || accepted > MOST.accepted || shown > MOST.shown) process.exitCode = 1;
} finally {
  agent.destroy();
  await heal.stop();
  receiver.closeAllConnections();
  receiver.close();
}
