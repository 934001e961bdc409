/**
 * A small GitHub Actions runner: it takes a workflow and a commit, runs the steps for real, and tells what happens.
 *
 * Not there, and refused or ignored where met: containers and services, docker actions, reusable workflows,
 * `pwsh` and `cmd`, problem matchers, `max-parallel` and `concurrency`. A job that never uses actions/checkout
 * gets the commit all the same (GitHub would leave its workspace empty). Without `permissions` the token has
 * GitHub's restricted default. A job over its time ends as `timed_out`, its run as `failure`.
 */
export { executeRun } from "./run.js";
export { parseTriggers, WorkflowError } from "./workflow.js";
export type * from "./types.js";
