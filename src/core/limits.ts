import { DAY, HOUR, MINUTE, SECOND } from "./clock.js";

/** Bounds of heal, each with its reason or source. */
export const limits = {
  /** Wake-ups that a process works on at once, and what a burst of deliveries wakes at most. */
  workers: 8,
  /** Of one job's log that are searched; of what is longer the end is read as well, where failures stand. */
  logBytes: 64 * 1024 * 1024,
  /** Logs that a process reads at once: each holds some megabytes. */
  logsAtOnce: 2,
  /** Of a patch artifact's zip. */
  artifactBytes: 2 * 1024 * 1024,
  /** Of a file read or written through the API (GitHub's contents API gives up to 1 MB). */
  fileBytes: 1024 * 1024,
  /** Jobs of a run whose logs are read. */
  jobsRead: 20,
  /** One call to GitHub, without a log's body. */
  githubCallMs: 30 * SECOND,
  /** GitHub: at most 80 content-creating requests a minute, 500 an hour; heal stays at half (docs: rate limits for the REST API). */
  contentPerMinute: 40,
  writesPerHour: 250,
  /** Of these: what only tells leaves the rest to recoveries, and what only brings a text up to date leaves more. */
  tellingWritesPerHour: 200,
  editsPerHour: 150,
  /** Check runs notify nobody and count apart, so that many red commits hold up no rerun and no issue; a tenth of GitHub's 5,000 calls. */
  checkWritesPerHour: 500,
  /** New issues and pull requests per repository and hour. */
  issuesPerHour: 10,
  /** A failure that is back within this time goes on in its issue, which is opened again. */
  reopenWithinMs: 14 * DAY,
  openFixPulls: 3,
  /** Reruns per workflow and commit (PyTorch's rerun gate). */
  rerunsPerCommit: 5,
  rerunFailedJobsAbove: 5,
  /** Dispatches of one workflow where the playbook says nothing: a service that restarts more often is not helped by it. */
  dispatchesPerDay: 12,
  dispatchPaceMs: 10 * MINUTE,
  /**
   * How long an alert fires, counted from its receipt, before anything is done about it: the shortest pause of PagerDuty's
   * auto-pause of transient alerts (https://support.pagerduty.com/docs/auto-pause-incident-notifications).
   */
  alertHoldMs: 2 * MINUTE,
  longestHoldMs: 24 * HOUR,
  /** A critical alert that fires this long is told to people, whatever is being done about it. */
  tellCriticalMs: 10 * MINUTE,
  /** A critical alert that people were told of and nobody took up is told once more after this long. */
  tellAgainMs: 30 * MINUTE,
  /** Incidents that a notifier tells of one by one in an hour, and as many critical ones besides; the rest is one summary. */
  messagesPerHour: 10,
  /** Between two summaries of a notifier: no incident stays untold for longer because others were told of. */
  summaryPaceMs: 30 * MINUTE,
  criticalSummaryPaceMs: 5 * MINUTE,
  /** How often an alert that burns in a stopped repository is looked at, to be told when the stop is lifted. */
  stoppedPollMs: 1 * MINUTE,
  /** Pause after an attempt that did not help; it doubles with each in a row. */
  failurePauseMs: 10 * MINUTE,
  longestPauseMs: 6 * HOUR,
  /** A step of the pipeline that dies frees its incident after this long. */
  stepLeaseMs: 2 * MINUTE,
  /** How often a failing step is tried before the incident is handed to people. */
  stepAttempts: 5,
  /** A log or a job that GitHub does not show is looked for this long; one that comes cut, so long. */
  logLateMs: 3 * MINUTE,
  logCutMs: 14 * SECOND,
  /** How often the sweep looks for what is due. */
  sweepMs: 10 * SECOND,
  /** How often verification asks GitHub itself, in case a webhook was lost. */
  verifyPollMs: 1 * MINUTE,
  configCacheMs: 1 * MINUTE,
  agentDeadlineMs: 1 * HOUR,
  fixWorkflowDeadlineMs: 30 * MINUTE,
  proofDeadlineMs: 2 * HOUR,
} as const;
