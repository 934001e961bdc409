import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { failWith } from "../program-step.js";
import { unzip } from "../zip.js";
import type { Builtin } from "./index.js";

/** `actions/download-artifact`: inputs `name` (needed here) and `path`. */
export const downloadArtifact: Builtin = async ({ job, log }, inputs) => {
  const name = inputs["name"] ?? "";
  const bytes = name === "" ? null : await job.request.downloadArtifact(name);
  if (bytes === null) {
    return failWith(job, log, `Unable to download artifact(s): Artifact not found for name: ${name}`);
  }
  const folder = resolve(job.sandbox.workspace, inputs["path"] ?? ".");
  for (const entry of await unzip(bytes)) {
    const file = join(folder, entry.name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, entry.content);
  }
  log.write("Artifact download completed successfully.");
  return { conclusion: "success", outputs: { "download-path": folder } };
};
