import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../../src/core/clock.js";
import type { DashboardDeps } from "../../src/dashboard/deps.js";
import { dashboardRoutes } from "../../src/dashboard/index.js";
import { silentLog } from "../../src/intake/log.js";
import { incidentRoutes } from "../../src/server/incidents-api.js";
import { createMetrics } from "../../src/server/metrics.js";
import { openapiRoute } from "../../src/server/openapi.js";
import { createRoutes } from "../../src/server/routes.js";
import { createServer } from "../../src/server/server.js";
import type { Db } from "../../src/store/db.js";
import { NOW } from "./seed.js";

export interface Served {
  url: string;
  get(
    path: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; headers: Headers; text: string }>;
  json<T = Record<string, unknown>>(path: string): Promise<{ status: number; body: T }>;
  close(): Promise<void>;
}

/** The whole server as the app makes it, on a free port; unless a clock is given, at a fixed time. */
export async function serve(
  db: Db,
  token?: string,
  clock: Clock = { now: () => NOW },
  more: Partial<DashboardDeps> = {},
): Promise<Served> {
  const server: Server = createServer({
    log: silentLog,
    settings: token === undefined ? {} : { HEAL_API_TOKEN: token },
    routes: createRoutes({
      db,
      intake: async (_req, res) => void res.end(),
      checks: { database: async () => undefined },
      metrics: createMetrics(),
      more: [
        ...incidentRoutes(db, clock),
        openapiRoute(),
        ...dashboardRoutes({ db, clock, publicUrl: "https://heal.example", ...more }),
      ],
    }),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const get: Served["get"] = async (path, headers = { accept: "text/html" }) => {
    const res = await fetch(url + path, { headers, redirect: "manual" });
    return { status: res.status, headers: res.headers, text: await res.text() };
  };
  return {
    url,
    get,
    json: async <T>(path: string) => {
      const { status, text } = await get(path, {});
      return { status, body: JSON.parse(text) as T };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
