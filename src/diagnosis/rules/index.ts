import type { Rule } from "../rule.js";
import { authOrSecret } from "./auth-or-secret.js";
import { cancelled } from "./cancelled.js";
import { certificate } from "./certificate.js";
import { checkout } from "./checkout.js";
import { compileError } from "./compile-error.js";
import { coverage } from "./coverage.js";
import { dependencyConflict } from "./dependency-conflict.js";
import { dependencyMissing } from "./dependency-missing.js";
import { deployFailure } from "./deploy-failure.js";
import { diskFull } from "./disk-full.js";
import { documentation } from "./documentation.js";
import { errorRate } from "./error-rate.js";
import { flakyTest } from "./flaky-test.js";
import { latency } from "./latency.js";
import { licenseOrPolicy } from "./license-or-policy.js";
import { lint } from "./lint.js";
import { lockfileDrift } from "./lockfile-drift.js";
import { network } from "./network.js";
import { outOfMemory } from "./out-of-memory.js";
import { permission } from "./permission.js";
import { queueBacklog } from "./queue-backlog.js";
import { rateLimited } from "./rate-limited.js";
import { registryOutage } from "./registry-outage.js";
import { resourceSaturation } from "./resource-saturation.js";
import { runnerLost } from "./runner-lost.js";
import { serviceOutage } from "./service-outage.js";
import { snapshotMismatch } from "./snapshot-mismatch.js";
import { testFailure } from "./test-failure.js";
import { timeout } from "./timeout.js";
import { typeError } from "./type-error.js";
import { workflowConfig } from "./workflow-config.js";

/** Every rule: a contract test compares this list with the folder. */
export const rules: readonly Rule[] = [
  authOrSecret,
  cancelled,
  certificate,
  checkout,
  compileError,
  coverage,
  dependencyConflict,
  dependencyMissing,
  deployFailure,
  diskFull,
  documentation,
  errorRate,
  flakyTest,
  latency,
  licenseOrPolicy,
  lint,
  lockfileDrift,
  network,
  outOfMemory,
  permission,
  queueBacklog,
  rateLimited,
  registryOutage,
  resourceSaturation,
  runnerLost,
  serviceOutage,
  snapshotMismatch,
  testFailure,
  timeout,
  typeError,
  workflowConfig,
];
