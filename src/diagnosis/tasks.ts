import type { Task } from "../core/offload.js";
import type { Diagnosis, LogInput } from "./diagnosis.js";
import { diagnoseStream } from "./stream.js";

export interface LogToRead {
  log: string;
  origin: Omit<LogInput, "text">;
}

/** Reads one job's log, of whatever length. */
export const readLog: Task<LogToRead, Diagnosis> = {
  name: "read-log",
  run: ({ log, origin }) => diagnoseStream(bytesOf(log), origin),
};

/** Pieces of a text, so that turning it into bytes is no long pause either. */
async function* bytesOf(text: string): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + PIECE);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end -= 1;
    yield Buffer.from(text.slice(at, end), "utf8");
    at = end;
  }
}
const PIECE = 1024 * 1024;
