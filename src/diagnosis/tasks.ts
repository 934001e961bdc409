import type { Task } from "../core/offload.js";
import type { KeptLog } from "../logs/text.js";
import type { LogInput } from "./diagnosis.js";
import type { Reading } from "./reading.js";
import { readKept } from "./stream.js";

export interface LogToRead {
  kept: KeptLog;
  origin: Omit<LogInput, "text">;
}

/** Finds the cause in what was kept of one job's log. */
export const readLog: Task<LogToRead, Reading> = {
  name: "read-log",
  run: ({ kept, origin }) => readKept(kept, origin),
};
