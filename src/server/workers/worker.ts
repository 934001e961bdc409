import { setPriority } from "node:os";
import type { MessagePort } from "node:worker_threads";
import { HealError, reasonOf, type ErrorCode } from "../../core/errors.js";
import { taskNamed } from "./tasks.js";

/** What travels to a thread and back: an error's class does not, so its parts do. */
export interface Order {
  task: string;
  input: unknown;
  /** Told when the work begins: a thread's own start is not counted. */
  begun: MessagePort;
}
export type Result =
  | { ok: true; value: unknown }
  | {
      ok: false;
      reason: string;
      code: ErrorCode | null;
      at: { line?: number; column?: number };
    };

// On Linux niceness is a thread's own (setpriority(2), C library/kernel differences): events go before hostile bodies.
if (process.platform === "linux") setPriority(10);

/** The function that a thread of the pool runs. */
export default async function perform({ task, input, begun }: Order): Promise<Result> {
  try {
    const found = await taskNamed(task);
    begun.postMessage(null);
    begun.close();
    return { ok: true, value: await found.run(input) };
  } catch (error) {
    const known = error instanceof HealError ? error : null;
    return { ok: false, reason: reasonOf(error), code: known?.code ?? null, at: known?.at ?? {} };
  }
}
