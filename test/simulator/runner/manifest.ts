import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { errorCode } from "./error-code.js";

const scalar = z
  .union([z.string(), z.number(), z.boolean(), z.null()])
  .transform((v) => (v === null ? "" : String(v)));
const texts = z.record(z.string(), scalar);

const compositeStep = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  if: scalar.optional(),
  run: z.string().optional(),
  uses: z.string().optional(),
  with: texts.optional(),
  env: texts.optional(),
  shell: z.string().optional(),
  "working-directory": z.string().optional(),
  "continue-on-error": z.union([z.boolean(), z.string()]).optional(),
});

const manifest = z.object({
  name: z.string().default(""),
  inputs: z
    .record(z.string(), z.object({ required: z.boolean(), default: scalar }).partial().nullable())
    .default({}),
  outputs: z.record(z.string(), z.object({ value: z.string() }).partial().nullable()).default({}),
  runs: z.union([
    z.object({ using: z.literal("composite"), steps: z.array(compositeStep) }),
    z.object({
      using: z.enum(["node16", "node20", "node24"]),
      main: z.string(),
      pre: z.string().optional(),
      "pre-if": z.string().default("always()"),
      post: z.string().optional(),
      "post-if": z.string().default("always()"),
    }),
  ]),
});

export type Manifest = z.infer<typeof manifest>;
export type NodeRuns = Extract<Manifest["runs"], { main: string }>;
export type CompositeRuns = Extract<Manifest["runs"], { using: "composite" }>;

/** Reads `action.yml` or `action.yaml`; null where there is none. Throws on one this runner cannot run (docker). */
export function readManifest(folder: string): Manifest | null {
  for (const name of ["action.yml", "action.yaml"]) {
    const text = readIfThere(join(folder, name));
    if (text !== null) return manifest.parse(parse(text));
  }
  return null;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error))) return null;
    throw error;
  }
}
