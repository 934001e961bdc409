import type { Task } from "../../core/offload.js";
import { readLog } from "../../diagnosis/tasks.js";
import { readBody, takeBody } from "../../intake/tasks.js";

/** Everything that other threads do. */
export const tasks = [takeBody, readBody, readLog] as readonly Task<unknown, unknown>[];
