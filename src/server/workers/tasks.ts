import type { Task } from "../../core/offload.js";

const intake = () => import("../../intake/tasks.js");
const diagnosis = () => import("../../diagnosis/tasks.js");

/** Everything that other threads do, by name. Read when it is first asked for: a thread that reads logs needs no reader of bodies. */
const loads: Readonly<Record<string, () => Promise<Task<never, unknown>>>> = {
  "take-body": async () => (await intake()).prepareBody,
  "read-body": async () => (await intake()).readBody,
  "read-log": async () => (await diagnosis()).readLog,
};

export async function taskNamed(name: string): Promise<Task<unknown, unknown>> {
  const load = Object.hasOwn(loads, name) ? loads[name] : undefined;
  if (!load) throw new Error(`there is no task ${name}`);
  return await load();
}
