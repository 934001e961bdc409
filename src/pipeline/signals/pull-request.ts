import { wantConfigCheck } from "../../store/config-checks.js";
import { fixOf } from "../../store/fixes.js";
import { markPullGone } from "../../store/run-lines.js";
import { ping, type Handler } from "./handler.js";

/** What gives a pull request a head that it did not have (docs: "Webhook events and payloads", `pull_request`). */
const NEW_HEAD: readonly string[] = ["opened", "reopened", "synchronize"];

/** It becomes part of an address: a hash of SHA-1 or SHA-256, and nothing else. */
const isCommitId = (text: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);

/** A pull request that closed ends its line of runs; one of a fix is looked at; of a new head, whether it edits heal's configuration. */
export const pullRequest: Handler<"pull-request"> = async (signal, context) => {
  const { tx, clock } = context;
  const { repository, number, headRef, fork } = signal;
  if (signal.action === "closed")
    await ping(await markPullGone(tx, repository.fullName, number, clock.now()), context);
  if (NEW_HEAD.includes(signal.action) && isCommitId(signal.headSha)) {
    const head = { repository, pullRequest: number, sha: signal.headSha, now: clock.now() };
    const id = await wantConfigCheck(tx, head);
    if (id !== null) context.wake({ task: "config-check", id });
  }
  const fix = await fixOf(tx, repository.fullName, {
    ...(fork ? {} : { branch: headRef }),
    pullRequest: number,
  });
  if (!fix) return null;
  await ping([fix.incident_id], context);
  return fix.incident_id;
};
