import type { Grammar } from "./mark.js";

/** Zuul's executor runs playbooks, tells how each ended, and runs those of the post phase whatever came before (zuul/executor/server.py). */
const phase =
  /^\| (PRE-RUN|RUN|POST-RUN|CLEANUP) (?:START|END RESULT_([A-Z_]{4,20}))(?:: \[\w{7,9} : (.{1,200})\])?$/;

export const zuul: Grammar = (line) => {
  const found = phase.exec(line);
  if (found) {
    const [, when = "", result, playbook = ""] = found;
    const afterwards = when === "POST-RUN" || when === "CLEANUP";
    if (result === undefined) return afterwards ? { kind: "after" } : { kind: "open", name: playbook };
    // Of a job that was not told to have passed it is the regular end
    if (afterwards) return { kind: "end", failed: true };
    // `RESULT_NORMAL` says that Ansible ended, not how
    return result === "NORMAL" ? null : { kind: "failed", over: true };
  }
  const complete = /^\| Job complete, result: ([A-Z_]{4,20})$/.exec(line)?.[1];
  if (complete === undefined) return null;
  return complete === "SUCCESS" ? { kind: "end", failed: false } : { kind: "failed", of: "job" };
};
