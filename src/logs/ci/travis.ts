import type { Grammar } from "./mark.js";

/** Travis CI: folds, timers and its sentences about commands. */
export const travis: Grammar = (line) => {
  const fold = /^travis_fold:(start|end):([\w.-]{1,100})/.exec(line);
  if (fold) return fold[1] === "start" ? { kind: "open", name: fold[2] ?? "" } : { kind: "close" };
  if (line.startsWith("The command ")) {
    const said = /^The command "(.{0,1000})" (?:failed and )?exited with (\d{1,5})/.exec(line);
    if (!said) return line.includes("eval") && line.includes("failed") ? { kind: "failed" } : null;
    const exit = Number(said[2]);
    // The commands of a phase run one after the other, also behind one that failed (docs: Job Lifecycle).
    return exit === 0
      ? { kind: "passed", command: said[1] }
      : { kind: "failed", exit, command: said[1], over: true };
  }
  if (line.startsWith("Done. Your build exited with "))
    return { kind: "end", failed: !line.includes("with 0") };
  if (
    line.startsWith("Your build has been stopped") ||
    line.startsWith("No output has been received in the last")
  )
    return { kind: "failed" };
  if (line.startsWith("The job exceeded the maximum")) return { kind: "failed" };
  return null;
};
