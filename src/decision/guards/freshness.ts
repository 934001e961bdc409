import { aboutMove } from "../../playbooks/moves.js";
import { allow, refuse, type Guard } from "../context.js";

const short = (sha: string): string => sha.slice(0, 7);

/** Refuses to act for a commit that is no longer the head of its branch, or a run that has moved on. */
export const freshness: Guard = ({ subject, step }, { headSha, branchHead, run }) => {
  if (subject.kind !== "ci") return allow("an alert has no commit");
  if (!run) return refuse("GitHub no longer has the run");
  if (run.attempt !== subject.attempt)
    return refuse(`the run is at attempt ${run.attempt} already, this was ${subject.attempt}`);
  if (run.status !== "completed") return refuse(`the run is ${run.status}`);
  if (run.conclusion === "success") return refuse("the run has passed meanwhile");
  if (!aboutMove[step.action].ofCommit) return allow("it is not about one commit");
  if (branchHead === null) return refuse("the branch is gone");
  return branchHead === headSha
    ? allow("the failed commit is still the head")
    : refuse(`the branch moved from ${short(headSha ?? "")} to ${short(branchHead)}`);
};
