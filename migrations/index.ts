import * as initial from "./0001_initial.js";
import * as metrics from "./0002_metrics.js";
import * as detections from "./0003_detections.js";
import * as jobs from "./0004_jobs.js";
import * as metricPartitions from "./0005_metric_partitions.js";
import * as jobChanges from "./0006_job_changes.js";

/** In order; a migration that has landed is never edited, only followed. */
export const migrations = [
  { name: "0001_initial", ...initial },
  { name: "0002_metrics", ...metrics },
  { name: "0003_detections", ...detections },
  { name: "0004_jobs", ...jobs },
  { name: "0005_metric_partitions", ...metricPartitions },
  { name: "0006_job_changes", ...jobChanges },
] as const;
