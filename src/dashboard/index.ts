import type { Route } from "../server/route.js";
import { assetRoute } from "./assets.js";
import { deliveriesPage } from "./deliveries.js";
import { detectionLabelRoute } from "./detection-label.js";
import { detectionPage } from "./detection.js";
import { detectionsPage } from "./detections.js";
import type { DashboardDeps } from "./deps.js";
import { createFormKey } from "./form.js";
import { healthPage } from "./health.js";
import { incidentFormRoute } from "./incident-form.js";
import { incidentPage } from "./incident.js";
import { incidentsPage } from "./incidents.js";
import { notFoundRoute } from "./not-found.js";
import { patternsPage } from "./patterns.js";
import { performancePage } from "./performance.js";
import { repositoriesPage } from "./repositories.js";
import { pageRoute } from "./send.js";
import { sourcesPage } from "./sources.js";

/** Every page; the last route answers what no other does, so these routes come last. */
export const dashboardRoutes = (deps: DashboardDeps, key = createFormKey()): Route[] => [
  pageRoute("/", incidentsPage(deps)),
  pageRoute("/incidents/:id", incidentPage(deps, key)),
  incidentFormRoute(deps, key),
  pageRoute("/detections", detectionsPage(deps)),
  pageRoute("/detections/:id", detectionPage(deps, key)),
  detectionLabelRoute(deps, key),
  pageRoute("/patterns", patternsPage(deps)),
  pageRoute("/deliveries", deliveriesPage(deps)),
  pageRoute("/sources", sourcesPage(deps)),
  pageRoute("/repositories", repositoriesPage(deps)),
  pageRoute("/health", healthPage(deps)),
  pageRoute("/performance", performancePage(deps)),
  assetRoute,
  notFoundRoute,
];
