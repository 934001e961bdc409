import type { Handler } from "../intake/http.js";
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
  ...collectorRoutes(intake),
  ...probeRoutes(checks),
  metricsRoute(metrics),
  ...deliveryRoutes(db),
  ...more,
];

/** The endpoints for deliveries. Collectors authenticate every sender, and answer wrong methods themselves. */
export const collectorRoutes = (intake: Handler): Route[] => [
  door("/api/github/webhooks", ({ req, res }) => intake(req, res, { source: "github", alerts: false })),
  door("/api/reports", ({ req, res }) => intake(req, res, { source: "reports", alerts: false })),
  ...["/api/alerts/:source", "/api/alerts/:source/:token"].map((path) =>
    door(path, ({ req, res, params, url }) =>
      intake(req, res, {
        source: params.source ?? "",
        alerts: true,
        token: params.token,
        preset: url.searchParams.get("preset") ?? undefined,
      }),
    ),
  ),
];

const door = (path: string, handler: Route["handler"]): Route => ({
  method: "*",
  path,
  access: "public",
  handler,
});
