import * as initial from "./0001_initial.js";
import * as metrics from "./0002_metrics.js";
import * as detections from "./0003_detections.js";
import * as jobs from "./0004_jobs.js";
import * as metricPartitions from "./0005_metric_partitions.js";
import * as jobChanges from "./0006_job_changes.js";
import * as lines from "./0007_lines.js";
import * as repositories from "./0008_repositories.js";
import * as proof from "./0009_proof.js";
import * as telling from "./0010_telling.js";
import * as claims from "./0012_claims.js";
import * as sharedThings from "./0013_shared_things.js";
import * as formerMarks from "./0014_former_marks.js";
import * as historyIndexes from "./0015_history_indexes.js";
import * as alertRoutes from "./0016_alert_routes.js";
import * as alertGroups from "./0017_alert_groups.js";
import * as alertDetails from "./0018_alert_details.js";
import * as incidentStatistics from "./0019_incident_statistics.js";
import * as runsRecent from "./0020_runs_recent.js";
import * as notifications from "./0021_notifications.js";
import * as commitChecks from "./0022_commit_checks.js";
import * as notifiers from "./0023_notifiers.js";
import * as rollbackRuns from "./0024_rollback_runs.js";
import * as flagNames from "./0025_flag_names.js";
import * as escalationLadder from "./0026_escalation_ladder.js";
import * as configChecks from "./0027_config_checks.js";
import * as boundedPages from "./0028_bounded_pages.js";

/** In order; a migration that has landed is never edited, only followed. */
export const migrations = [
  { name: "0001_initial", ...initial },
  { name: "0002_metrics", ...metrics },
  { name: "0003_detections", ...detections },
  { name: "0004_jobs", ...jobs },
  { name: "0005_metric_partitions", ...metricPartitions },
  { name: "0006_job_changes", ...jobChanges },
  { name: "0007_lines", ...lines },
  { name: "0008_repositories", ...repositories },
  { name: "0009_proof", ...proof },
  { name: "0010_telling", ...telling },
  { name: "0012_claims", ...claims },
  { name: "0013_shared_things", ...sharedThings },
  { name: "0014_former_marks", ...formerMarks },
  { name: "0015_history_indexes", ...historyIndexes },
  { name: "0016_alert_routes", ...alertRoutes },
  { name: "0017_alert_groups", ...alertGroups },
  { name: "0018_alert_details", ...alertDetails },
  { name: "0019_incident_statistics", ...incidentStatistics },
  { name: "0020_runs_recent", ...runsRecent },
  { name: "0021_notifications", ...notifications },
  { name: "0022_commit_checks", ...commitChecks },
  { name: "0023_notifiers", ...notifiers },
  { name: "0024_rollback_runs", ...rollbackRuns },
  { name: "0025_flag_names", ...flagNames },
  { name: "0026_escalation_ladder", ...escalationLadder },
  { name: "0027_config_checks", ...configChecks },
  { name: "0028_bounded_pages", ...boundedPages },
] as const;
