import type { Grammar } from "./mark.js";

/** Titles of the stages that run whether the script passed or not (gitlab-runner, common/build.go). */
const after =
  /^(?:Running after_script|Running after script\.{3}|Uploading artifacts for (?:failed|successful) job|Saving cache for (?:failed|successful) job|Cleaning up project directory and file based variables)$/;

/** GitLab runner: sections and its last words. */
export const gitlab: Grammar = (line) => {
  const section = /^section_(start|end):\d{1,12}:([\w.-]{1,100})/.exec(line);
  if (section) return section[1] === "start" ? { kind: "open", name: section[2] ?? "" } : { kind: "close" };
  const failed =
    /^ERROR: Job failed(?: \(.{1,60}\))?: (?:command terminated with )?exit (?:code|status) (\d{1,5})/.exec(
      line,
    );
  if (failed) return { kind: "failed", exit: Number(failed[1]), of: "job" };
  if (line.startsWith("ERROR: Job failed")) return { kind: "failed" };
  if (after.test(line)) return { kind: "after" };
  return line === "Job succeeded" ? { kind: "end", failed: false } : null;
};
