export { executeRun } from "./run.js";
export { parseTriggers, WorkflowError } from "./workflow.js";
export type * from "./types.js";
