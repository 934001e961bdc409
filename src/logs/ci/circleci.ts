import type { Grammar } from "./mark.js";

const shell = /^#!\/(?:usr\/)?bin\/(?:env )?(?:ba|da|z|k)?sh(?: -{1,2}[\w-]{1,20}){1,4}(?: pipefail)?$/;

/** CircleCI: each step begins with the shell that runs it and ends with its code; an agent ends one that is silent. */
export const circleci: Grammar = (line) => {
  if (shell.test(line)) return { kind: "open", name: "" };
  // What follows a step that failed runs whatever happened (docs: `when: always`, store_artifacts, store_test_results).
  const code = /^(?:CircleCI received exit code|Exited with code exit status) (\d{1,5})$/.exec(line)?.[1];
  if (code !== undefined)
    return code === "0" ? { kind: "passed", of: "step" } : { kind: "failed", exit: Number(code), over: true };
  return line.startsWith("Too long with no output (exceeded ") ? { kind: "failed" } : null;
};
