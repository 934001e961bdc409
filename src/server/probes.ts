import { sendJson } from "../intake/answer.js";
import { reasonOf } from "../core/errors.js";
import type { Route } from "./route.js";

/** Each resolves when its part is well and rejects with the reason when it is not. */
export type Checks = Readonly<Record<string, () => Promise<void>>>;

/** A probe that hangs says nothing; orchestrators wait a second by default. */
const CHECK_MS = 900;

/**
 * `/healthz`: the process answers. `/readyz`: everything it needs does (database reachable and migrated, queue running).
 * Orchestrators ask both without a token; why a part is not well is told to those who may read the dashboard.
 */
export function probeRoutes(checks: Checks): Route[] {
  return [
    {
      method: "GET",
      path: "/healthz",
      access: "public",
      handler: ({ res }) => sendJson(res, 200, { status: "ok" }),
    },
    {
      method: "GET",
      path: "/readyz",
      access: "public",
      handler: async ({ res, trusted }) => {
        const results = await Promise.all(
          Object.entries(checks).map(async ([name, check]) => [name, await outcome(check)] as const),
        );
        const ready = results.every(([, result]) => result === "ok");
        sendJson(res, ready ? 200 : 503, {
          status: ready ? "ready" : "not ready",
          checks: Object.fromEntries(
            trusted() ? results : results.map(([name, result]) => [name, result === "ok" ? "ok" : "not ok"]),
          ),
        });
      },
    },
  ];
}

async function outcome(check: () => Promise<void>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("no answer in time")), CHECK_MS);
    });
    await Promise.race([check(), late]);
    return "ok";
  } catch (error) {
    return reasonOf(error).slice(0, 200);
  } finally {
    clearTimeout(timer);
  }
}
