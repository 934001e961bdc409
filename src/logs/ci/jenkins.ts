import type { Grammar } from "./mark.js";

/** Stages behind the one that failed are passed over. */
const skipped = /^Stage ".{1,200}" skipped due to earlier failure\(s\)$/;

/** Jenkins freestyle jobs and pipelines. */
export const jenkins: Grammar = (line) => {
  if (line.startsWith("[Pipeline]")) {
    // A declarative pipeline's own stage for what is done at the end
    if (line === "[Pipeline] { (Declarative: Post Actions)") return { kind: "after" };
    const stage = /^\[Pipeline\] \{ \((.{1,200})\)$/.exec(line);
    if (stage) return { kind: "open", name: stage[1] ?? "" };
    return line.startsWith("[Pipeline] // stage") ? { kind: "close" } : null;
  }
  if (/^Build step '.{1,200}' marked build as failure/.test(line)) return { kind: "failed" };
  const script = /^ERROR: script returned exit code (\d{1,5})/.exec(line);
  if (script) return { kind: "failed", exit: Number(script[1]), of: "job" };
  if (line === "Post stage") return { kind: "after" };
  if (skipped.test(line)) return { kind: "after", passedOver: true };
  if (line.startsWith("Finished: ")) return { kind: "end", failed: !line.includes("SUCCESS") };
  return null;
};
