import type { RunFacts } from "../../events/event.js";
import type { Db } from "../../store/db.js";
import { fixOf } from "../../store/fixes.js";
import { dispatchOfRun } from "../../store/intents.js";
import { incidentsAffectedBy } from "../../store/run-lines.js";
import { addRun } from "../../store/runs.js";
import { runSeen } from "../observations.js";
import { ping, type Handler } from "./handler.js";

/** A run's end concerns the incidents of its line, the fix that it tries, and the dispatch that started it. */
export const runFinished: Handler<"run-finished"> = async ({ repository, run, at }, context) => {
  const { tx, observe, observed } = context;
  const name = repository.fullName;
  const [added, told, dispatched, fix] = await Promise.all([
    addRun(tx, name, run, at),
    incidentsAffectedBy(tx, name, run),
    dispatchOfRun(tx, name, run.runId),
    fixOfRun(tx, name, run),
  ]);
  // What heal started itself is judged where it was started.
  if (added > 0 && !dispatched && !fix) observe(...(await runSeen(tx, name, run, at, observed)));
  const touched = new Set([
    ...told,
    ...(fix ? [fix.incident_id] : []),
    ...(dispatched ? [dispatched.incident_id] : []),
  ]);
  await ping(touched, context);
  return [...touched][0] ?? null;
};

/** The fix that a run tries: its branch is the repository's own, and a fork may call its branch alike. */
export const fixOfRun = (db: Db, repository: string, { fork, branch }: RunFacts) =>
  fork ? null : fixOf(db, repository, { branch });
