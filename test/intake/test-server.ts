import { createHmac, randomUUID } from "node:crypto";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "../../src/core/clock.js";
import { MemoryBudget } from "../../src/intake/memory-budget.js";
import { createIntake, type IntakeDeps } from "../../src/intake/http.js";
import type { Log } from "../../src/intake/log.js";
import type { IntakeOutcome } from "../../src/intake/metrics.js";
import type { Accepted, IncomingDelivery } from "../../src/intake/receive.js";
import { sources } from "../../src/intake/sources/index.js";
import { collectorRoutes } from "../../src/server/routes.js";
import { createServer } from "../../src/server/server.js";

export const SECRET = "a-webhook-secret-of-at-least-32-characters";

/** An inbox in memory with the store's promise: one row a (source, target, key). */
export function memoryInbox() {
  const rows = new Map<string, IncomingDelivery & { id: string }>();
  const accept = async (delivery: IncomingDelivery): Promise<Accepted> => {
    const key = JSON.stringify([delivery.source, delivery.target ?? "", delivery.key]);
    const known = rows.get(key);
    if (known) return { id: known.id, repeated: true };
    const id = delivery.source === "github" ? delivery.key : randomUUID();
    rows.set(key, { ...delivery, id });
    return { id, repeated: false };
  };
  return { accept, rows: () => [...rows.values()] };
}

export interface Stand {
  url: string;
  server: Server;
  inbox: ReturnType<typeof memoryInbox>;
  woken: string[];
  lines: { level: string; fields: object; message: string }[];
  outcomes: IntakeOutcome[];
  budget: MemoryBudget;
  github(
    body: unknown,
    options?: { event?: string; delivery?: string; headers?: Record<string, string> },
  ): Promise<Response>;
  alert(source: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

/** The collector behind a real socket. */
export async function stand(
  options: Partial<IntakeDeps> & { deadlineMs?: number; off?: boolean } = {},
): Promise<Stand> {
  const inbox = memoryInbox();
  const woken: string[] = [];
  const lines: Stand["lines"] = [];
  const outcomes: IntakeOutcome[] = [];
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, fields, message });
  const log: Log = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  const budget = options.budget ?? new MemoryBudget();
  const intake = createIntake({
    sources,
    secrets: () => (options.off ? [] : [SECRET]),
    accept: inbox.accept,
    clock: systemClock,
    metrics: { request: (_source, outcome) => void outcomes.push(outcome) },
    wake: (id) => void woken.push(id),
    ...options,
    log,
    budget,
  });
  const server = createServer({
    routes: collectorRoutes(intake),
    settings: {},
    log,
    deadlineMs: options.deadlineMs,
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const post = (path: string, body: string, headers: Record<string, string>) =>
    fetch(`${url}${path}`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...headers },
    });
  return {
    url,
    server,
    inbox,
    woken,
    lines,
    outcomes,
    budget,
    github: (body, { event = "ping", delivery = randomUUID(), headers = {} } = {}) => {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      return post("/api/github/webhooks", text, {
        "x-github-event": event,
        "x-github-delivery": delivery,
        "x-hub-signature-256": signature(text),
        ...headers,
      });
    },
    alert: (source, body, headers = { authorization: `Bearer ${SECRET}` }) =>
      post(`/api/alerts/${source}`, typeof body === "string" ? body : JSON.stringify(body), headers),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export const signature = (body: string | Buffer, secret = SECRET): string =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

/** What a fake `fetch` was asked for. */
export function hrefOf(input: Parameters<typeof fetch>[0]): string {
  if (typeof input === "string") return input;
  return input instanceof URL ? input.href : input.url;
}
