import type { Handler } from "../intake/http.js";
import { ALERTS_PATH, GITHUB_PATH, REPORTS_PATH } from "../intake/http.js";
import type { Db } from "../store/db.js";
import { deliveryRoutes } from "./deliveries-api.js";
import { type Metrics, metricsRoute } from "./metrics.js";
import { type Checks, probeRoutes } from "./probes.js";
import type { Route } from "./route.js";

export interface RoutesDeps {
  intake: Handler;
  checks: Checks;
  metrics: Metrics;
  db: Db;
  /** Pages of the dashboard, the incidents API: they come after the fixed paths. */
  more?: readonly Route[];
}

/** Everything this server answers, in the order in which it is tried. */
export const createRoutes = ({ intake, checks, metrics, db, more = [] }: RoutesDeps): Route[] => [
  collector(GITHUB_PATH, intake),
  collector(`${ALERTS_PATH}:source`, intake),
  collector(REPORTS_PATH, intake),
  ...probeRoutes(checks),
  metricsRoute(metrics),
  ...deliveryRoutes(db),
  ...more,
];

/** Collectors ask every sender for its own proof, and answer the wrong method themselves. */
const collector = (path: string, intake: Handler): Route => ({
  method: "*",
  path,
  access: "public",
  handler: async ({ req, res }) => {
    await intake(req, res);
  },
});
