import type { Outcome } from "../job-state.js";
import type { RunningStep } from "../running-step.js";
import { cache } from "./cache.js";
import { checkout } from "./checkout.js";
import { downloadArtifact } from "./download-artifact.js";
import { setup } from "./setup.js";
import { uploadArtifact } from "./upload-artifact.js";

/** A substitute for one of GitHub's own actions; `inputs` are those the step gives. */
export type Builtin = (step: RunningStep, inputs: Record<string, string>) => Promise<Outcome>;

export const builtins: Record<string, Builtin> = {
  "actions/cache": cache,
  "actions/cache/restore": cache,
  "actions/cache/save": cache,
  "actions/checkout": checkout,
  "actions/download-artifact": downloadArtifact,
  "actions/setup-go": setup("go", ["version"]),
  "actions/setup-java": setup("java", ["-version"]),
  "actions/setup-node": setup("node", ["--version"]),
  "actions/setup-python": setup("python3", ["--version"]),
  "actions/upload-artifact": uploadArtifact,
};
