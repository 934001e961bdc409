import { fixOf } from "../../store/fixes.js";
import { markPullGone } from "../../store/run-lines.js";
import { ping, type Handler } from "./handler.js";

/** A pull request that closed ends its line of runs; one of a fix is looked at. */
export const pullRequest: Handler<"pull-request"> = async (signal, context) => {
  const { tx, clock } = context;
  const { repository, number, headRef, fork } = signal;
  if (signal.action === "closed")
    await ping(await markPullGone(tx, repository.fullName, number, clock.now()), context);
  const fix = await fixOf(tx, repository.fullName, {
    ...(fork ? {} : { branch: headRef }),
    pullRequest: number,
  });
  if (!fix) return null;
  await ping([fix.incident_id], context);
  return fix.incident_id;
};
