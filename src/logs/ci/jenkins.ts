import type { Grammar } from "./mark.js";

/** Jenkins freestyle jobs and pipelines. */
export const jenkins: Grammar = (line) => {
  if (line.startsWith("[Pipeline]")) {
    const stage = /^\[Pipeline\] \{ \((.{1,200})\)$/.exec(line);
    if (stage) return { kind: "open", name: stage[1] ?? "" };
    return line.startsWith("[Pipeline] // stage") ? { kind: "close" } : null;
  }
  if (/^Build step '.{1,200}' marked build as failure/.test(line)) return { kind: "failed" };
  const script = /^ERROR: script returned exit code (\d{1,5})/.exec(line);
  if (script) return { kind: "failed", exit: Number(script[1]) };
  if (line.startsWith("Finished: ")) return { kind: "end", failed: !line.includes("SUCCESS") };
  return null;
};
