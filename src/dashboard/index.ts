import type { Route } from "../server/route.js";
import { assetRoute } from "./assets.js";
import { deliveriesPage } from "./deliveries.js";
import { detectionLabelRoute } from "./detection-label.js";
import { detectionPage } from "./detection.js";
import { detectionsPage } from "./detections.js";
import type { DashboardDeps } from "./deps.js";
import { flagRoute } from "./flags.js";
import { createFormKey } from "./form.js";
import { healthPage } from "./health.js";
import { incidentFormRoute } from "./incident-form.js";
import { incidentPage } from "./incident.js";
import { incidentsPage } from "./incidents.js";
import { notFoundRoute } from "./not-found.js";
import { patternsPage } from "./patterns.js";
import { performancePage } from "./performance.js";
import { repositoriesPage } from "./repositories.js";
import { pageRoute, type PageLoader } from "./send.js";
import { sourcesPage } from "./sources.js";
import { withStops } from "./stops.js";

/** Every page; the last route answers what no other does, so these routes come last. */
export function dashboardRoutes(deps: DashboardDeps, key = createFormKey()): Route[] {
  const page = (path: string, show: PageLoader): Route => pageRoute(path, withStops(deps, show));
  return [
    page("/", incidentsPage(deps)),
    page("/incidents/:id", incidentPage(deps, key)),
    incidentFormRoute(deps, key),
    page("/detections", detectionsPage(deps)),
    page("/detections/:id", detectionPage(deps, key)),
    detectionLabelRoute(deps, key),
    page("/patterns", patternsPage(deps)),
    page("/deliveries", deliveriesPage(deps)),
    page("/sources", sourcesPage(deps)),
    page("/repositories", repositoriesPage(deps)),
    page("/health", healthPage(deps, key)),
    flagRoute(deps, key),
    page("/performance", performancePage(deps)),
    assetRoute,
    notFoundRoute,
  ];
}
