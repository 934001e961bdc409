/** Every REST endpoint the simulator has. */
import type { Route } from "../router.js";
import { actionRoutes } from "./actions.js";
import { appRoutes } from "./apps.js";
import { cacheRoutes } from "./caches.js";
import { checkRoutes } from "./checks.js";
import { commentRoutes } from "./comments.js";
import { commitRoutes } from "./commits.js";
import { contentRoutes } from "./contents.js";
import { deploymentRoutes } from "./deployments.js";
import { gitRoutes } from "./git.js";
import { issueRoutes } from "./issues.js";
import { pullRoutes } from "./pulls.js";
import { repoRoutes } from "./repos.js";
import { reviewRoutes } from "./reviews.js";
import { workflowRoutes } from "./workflows.js";

export const routes: readonly Route[] = [
  ...appRoutes,
  ...repoRoutes,
  ...contentRoutes,
  ...gitRoutes,
  ...commitRoutes,
  ...issueRoutes,
  ...commentRoutes,
  ...pullRoutes,
  ...reviewRoutes,
  ...actionRoutes,
  ...workflowRoutes,
  ...checkRoutes,
  ...cacheRoutes,
  ...deploymentRoutes,
];
