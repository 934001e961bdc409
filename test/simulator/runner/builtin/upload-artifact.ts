import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, relative, sep } from "node:path";
import { findFiles } from "../globs.js";
import { failWith } from "../program-step.js";
import { zip } from "../zip.js";
import type { Builtin } from "./index.js";

/** `actions/upload-artifact`: inputs `name`, `path` (a glob a line), `if-no-files-found`, `include-hidden-files`. */
export const uploadArtifact: Builtin = async ({ job, log }, inputs) => {
  const name = inputs["name"] || "artifact";
  const patterns = (inputs["path"] ?? "").split("\n");
  const hidden = inputs["include-hidden-files"] === "true";
  const { files, roots } = findFiles(job.sandbox.workspace, patterns, { hidden });
  const refuse = (message: string) => failWith(job, log, message);
  if (/["*:<>?|\r\n\\/]/.test(name)) return refuse(`The artifact name is not valid: ${name}.`);
  if (files.length === 0) {
    const message = `No files were found with the provided path: ${inputs["path"] ?? ""}. No artifacts will be uploaded.`;
    const behaviour = inputs["if-no-files-found"] ?? "warn";
    if (behaviour === "error") return refuse(message);
    if (behaviour === "warn") {
      log.write(`##[warning]${message}`);
      job.annotations.push({ level: "warning", message });
    } else log.write(message);
    return { conclusion: "success", outputs: {} };
  }
  const root = commonFolder(roots.map((path) => (files.includes(path) ? dirname(path) : path)));
  log.write(
    `With the provided path, there will be ${files.length} file${files.length === 1 ? "" : "s"} uploaded`,
  );
  const bytes = await zip(files.map((file) => ({ name: relative(root, file), content: readFileSync(file) })));
  const digest = createHash("sha256").update(bytes).digest("hex");
  const { id } = await job.request.uploadArtifact(name, bytes);
  log.write(`SHA256 digest of uploaded artifact zip is ${digest}`);
  log.write(
    `Artifact ${name} has been successfully uploaded! Final size is ${bytes.length} bytes. Artifact ID is ${id}`,
  );
  const { serverUrl, repository, runId } = job.request;
  const url = `${serverUrl}/${repository}/actions/runs/${runId}/artifacts/${id}`;
  log.write(`Artifact download URL: ${url}`);
  return {
    conclusion: "success",
    outputs: { "artifact-id": String(id), "artifact-digest": digest, "artifact-url": url },
  };
};

/** The least folder that holds all of them: paths in the artifact are relative to it. */
function commonFolder(folders: string[]): string {
  const [first = [], ...others] = folders.map((folder) => folder.split(sep));
  const shared = first.findIndex((part, at) => others.some((other) => other[at] !== part));
  return (shared < 0 ? first : first.slice(0, shared)).join(sep) || sep;
}
