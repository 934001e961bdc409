import type { Signal } from "../../events/signal.js";
import { alertAcknowledged } from "./alert-acknowledged.js";
import { branchGone } from "./branch-gone.js";
import { checkRun } from "./check-run.js";
import { comment } from "./comment.js";
import { event } from "./event.js";
import type { Handler, SignalContext } from "./handler.js";
import { issueAssigned } from "./issue-assigned.js";
import { issueClosed } from "./issue-closed.js";
import { issueGone } from "./issue-gone.js";
import { jobFinished } from "./job-finished.js";
import { labelled } from "./labelled.js";
import { pullRequest } from "./pull-request.js";
import { push } from "./push.js";
import { report } from "./report.js";
import { runFinished } from "./run-finished.js";

/** Written by `place` before any signal is handled: everything else of the delivery stands on them. */
const placed = async (): Promise<null> => null;

/** A handler for each kind of signal, one a file. */
export const handlers: { readonly [Kind in Signal["kind"]]: Handler<Kind> } = {
  event,
  "alert-acknowledged": alertAcknowledged,
  "run-finished": runFinished,
  "job-finished": jobFinished,
  comment,
  "check-run": checkRun,
  "pull-request": pullRequest,
  "issue-assigned": issueAssigned,
  "issue-closed": issueClosed,
  "issue-gone": issueGone,
  labelled,
  push,
  "branch-gone": branchGone,
  report,
  repository: placed,
  installation: placed,
  "owner-renamed": placed,
};

/** The incident that a signal belongs to; null: none. */
export const handle = <Kind extends Signal["kind"]>(
  signal: Extract<Signal, { kind: Kind }> & { kind: Kind },
  context: SignalContext,
): Promise<number | null> => {
  const handler: Handler<Kind> = handlers[signal.kind];
  return handler(signal, context);
};
