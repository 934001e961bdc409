import type { Clock } from "../core/clock.js";
import type { Opened } from "../github/circuit.js";
import type { Route } from "../server/route.js";
import type { Db } from "../store/db.js";
import { assetRoute } from "./assets.js";
import { deliveriesPage } from "./deliveries.js";
import { detectionLabelRoute } from "./detection-label.js";
import { detectionPage } from "./detection.js";
import { detectionsPage } from "./detections.js";
import { createFormKey } from "./form.js";
import { healthPage } from "./health.js";
import { incidentPage } from "./incident.js";
import { incidentsPage } from "./incidents.js";
import { missingRoute } from "./missing.js";
import { patternsPage } from "./patterns.js";
import { performancePage } from "./performance.js";
import { repositoriesPage } from "./repositories.js";
import { pageRoute } from "./send.js";

export interface DashboardDeps {
  db: Db;
  clock: Clock;
  /** Where senders reach heal, for the hints of empty pages; default: the address the page was asked at. */
  publicUrl?: string;
  /** Installations for which this heal leaves GitHub alone at the moment. */
  resting?: () => Opened[] | Promise<Opened[]>;
}

/** Every page; the last route answers what no other does, so these routes come last. */
export const dashboardRoutes = (deps: DashboardDeps, key = createFormKey()): Route[] => [
  pageRoute("/", incidentsPage(deps)),
  pageRoute("/incidents/:id", incidentPage(deps)),
  pageRoute("/detections", detectionsPage(deps)),
  pageRoute("/detections/:id", detectionPage(deps, key)),
  detectionLabelRoute(deps, key),
  pageRoute("/patterns", patternsPage(deps)),
  pageRoute("/deliveries", deliveriesPage(deps)),
  pageRoute("/repositories", repositoriesPage(deps)),
  pageRoute("/health", healthPage(deps)),
  pageRoute("/performance", performancePage(deps)),
  assetRoute,
  missingRoute,
];
