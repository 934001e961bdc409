/** heal's collector alone: `DATABASE_URL` in, the port on stdout. Wake-ups go to the real queue; no workers run. */
import type { AddressInfo } from "node:net";
import { systemClock } from "../../../src/core/clock.js";
import { Budget } from "../../../src/intake/budget.js";
import { createAccept } from "../../../src/intake/commit.js";
import { createIntake } from "../../../src/intake/http.js";
import { quiet } from "../../../src/intake/log.js";
import { sources } from "../../../src/intake/sources/index.js";
import { Waker } from "../../../src/intake/waker.js";
import { createGraphileQueue } from "../../../src/queue/graphile.js";
import { createMetrics } from "../../../src/server/metrics.js";
import { createRoutes } from "../../../src/server/routes.js";
import { createServer } from "../../../src/server/server.js";
import { createDb, createPool } from "../../../src/store/db.js";
import { SECRET } from "./body.js";

const url = process.env["DATABASE_URL"] ?? "";
const db = createDb(createPool(url));
const metrics = createMetrics();
const waker = new Waker(createGraphileQueue({ url }), quiet);
const intake = createIntake({
  sources,
  secrets: () => [SECRET],
  accept: createAccept(db),
  budget: new Budget(),
  clock: systemClock,
  log: quiet,
  metrics: metrics.intake,
  wake: (id, priority) => waker.wake(id, priority),
});
const server = createServer({
  routes: createRoutes({ intake, checks: {}, metrics, db }),
  settings: {},
  log: quiet,
});
process.once("SIGTERM", () => process.exit(0));
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
