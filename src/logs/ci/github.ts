import type { Grammar } from "./mark.js";

/** GitHub Actions runner (and Azure Pipelines, which shares its `##[...]` commands). */
export const github: Grammar = (line) => {
  if (line.startsWith("##[")) {
    if (line.startsWith("##[group]Run "))
      return { kind: "open", name: line.slice(9), command: line.slice(13) };
    // The last is what both runners' libraries for tasks say (actions/toolkit and azure-pipelines-task-lib: toolrunner.ts)
    const exit =
      /^##\[error\](?:Process completed with exit code (-?\d{1,10})|.{0,200} exited with code '?(-?\d{1,10})|.{0,10}The process '.{1,300}' failed with exit code (-?\d{1,10})$)/.exec(
        line,
      );
    if (exit) return { kind: "failed", exit: Number(exit[1] ?? exit[2] ?? exit[3]) };
    if (/^##\[error\]The (?:operation|run) was canceled/.test(line)) return { kind: "cancelled" };
    if (line.startsWith("##[error]")) return { kind: "failed" };
    const section = /^##\[section\](Starting|Finishing): (.{1,200})/.exec(line);
    if (section)
      return section[1] === "Starting" ? { kind: "open", name: section[2] ?? "" } : { kind: "close" };
    return null;
  }
  if (line === "Post job cleanup.") return { kind: "cleanup" };
  if (line.startsWith("Cleaning up orphan processes")) return { kind: "end" };
  return null;
};
