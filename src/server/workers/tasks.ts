import type { Task } from "../../core/offload.js";
import { readLog } from "../../diagnosis/tasks.js";
import { readBody, prepareBody } from "../../intake/tasks.js";

/** Everything that other threads do. */
export const tasks = [prepareBody, readBody, readLog] as readonly Task<unknown, unknown>[];
