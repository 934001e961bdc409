import type { Grammar } from "./mark.js";

/** Titles of the stages that run whether the script passed or not (gitlab-runner, common/build.go). */
const after =
  /^(?:Running after_script|Running after script\.{3}|Uploading artifacts for (?:failed|successful) job|Saving cache for (?:failed|successful) job|Cleaning up project directory and file based variables)$/;

/** Their sections (gitlab-runner, common/build.go: BuildStage). */
const afterSection =
  /^(?:after_script|upload_artifacts_on_\w{1,20}|archive_cache\w{0,20}|cleanup_file_variables)$/;

/** GitLab runner: sections and its last words. */
export const gitlab: Grammar = (line) => {
  const section = /^section_(start|end):\d{1,12}:([\w.-]{1,100})/.exec(line);
  if (section?.[1] === "end") return { kind: "close" };
  if (section) {
    const [, , name = ""] = section;
    return afterSection.test(name) ? { kind: "after" } : { kind: "open", name };
  }
  const failed =
    /^ERROR: Job failed(?: \(.{1,60}\))?: (?:command terminated with )?exit (?:code|status) (\d{1,5})/.exec(
      line,
    );
  if (failed) return { kind: "failed", exit: Number(failed[1]), of: "job" };
  if (line.startsWith("ERROR: Job failed: execution took longer than ")) return { kind: "failed", of: "job" };
  if (line.startsWith("ERROR: Job failed")) return { kind: "failed" };
  if (after.test(line)) return { kind: "after" };
  return line === "Job succeeded" ? { kind: "end", failed: false } : null;
};
