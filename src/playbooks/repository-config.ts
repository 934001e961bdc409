import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { HealError } from "../core/errors.js";
import { limits } from "../core/limits.js";
import { keyOffset, nodeOffset } from "./check.js";
import { moves } from "./moves.js";

const mode = z.enum(["off", "observe", "suggest", "act"]);
const workflowFile = z
  .string()
  .regex(/^[\w.-]+\.ya?ml$/, "a file name in .github/workflows, such as restart.yml");
const labelName = z.string().min(1).max(50);

const service = z.strictObject({
  name: z.string().min(1).max(100).describe("The service's name, as people say it."),
  match: z
    .record(z.string(), z.string())
    .refine((labels) => Object.keys(labels).length > 0, "at least one label")
    .describe("Labels an alert must carry, all of them."),
  depends_on: z
    .array(z.string())
    .default([])
    .describe("Services whose trouble can be the cause of this one's."),
  recovery_workflow: workflowFile.optional().describe("Dispatched once for a critical firing alert."),
});

/** `.github/heal.yml`: every key has a useful default; unknown keys are errors. */
export const repositoryConfigSchema = z.strictObject({
  mode: mode.optional().describe("off | observe | suggest | act; the stricter of this and HEAL_MODE wins."),
  actions: z.partialRecord(z.enum(moves), mode).default({}).describe("Mode by action."),
  services: z.array(service).default([]).describe("Alerts whose labels match belong to this repository."),
  fix: z
    .strictObject({
      workflow: workflowFile.default("heal-fix.yml").describe("The shipped fix workflow's file name."),
      producers: z
        .array(z.enum(["formatter", "lint", "lockfile", "snapshot", "codegen"]))
        .default(["formatter", "lint", "lockfile", "codegen"])
        .describe("Who may produce fixes, in this order."),
      forbidden: z.array(z.string().min(1)).default([]).describe("Globs of paths that no fix may touch."),
    })
    .prefault({}),
  escalate: z
    .strictObject({
      labels: z.array(labelName).default(["heal"]).describe("Labels of issues that heal opens."),
      assignees: z
        .union([z.literal("codeowners"), z.array(z.string())])
        .default([])
        .describe("Logins, or the code owners of what failed."),
      notify: z.array(z.string()).default([]).describe("Notifiers besides the issue."),
    })
    .prefault({}),
  limits: z
    .strictObject({
      issues_per_hour: z.number().int().min(0).max(limits.issuesPerHour).default(limits.issuesPerHour),
      open_fix_prs: z.number().int().min(0).max(20).default(limits.openFixPulls),
    })
    .prefault({}),
  playbooks: z
    .string()
    .regex(/^\.github\/[\w./-]+$/, "a folder below .github/")
    .refine((path) => !path.includes(".."), "no `..`")
    .default(".github/heal/playbooks"),
});

export type RepositoryConfig = z.output<typeof repositoryConfigSchema>;
export type Service = RepositoryConfig["services"][number];

export const defaultConfig: RepositoryConfig = repositoryConfigSchema.parse({});

/** YAML text -> configuration. Throws `HEAL_CONFIG_INVALID` with line and column; an empty file is all defaults. */
export function parseRepositoryConfig(text: string, file = ".github/heal.yml"): RepositoryConfig {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const refuse = (reason: string, offset: number): never => {
    const { line, col } = lines.linePos(offset);
    throw new HealError("HEAL_CONFIG_INVALID", `${file}:${line}:${col}: ${reason}`, { line, column: col });
  };
  const broken = document.errors[0];
  if (broken) refuse(broken.message.split("\n")[0] ?? "not YAML", broken.pos[0]);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    refuse(error instanceof Error ? error.message : "not readable", 0);
  }
  const parsed = repositoryConfigSchema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = [...(issue?.path ?? [])];
  // The place of an unknown key is the key itself, not the map that holds it.
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const shown = [...path, ...(unknown === undefined ? [] : [unknown])].join(".");
  return refuse(
    `${shown || "file"}: ${unknown === undefined ? (issue?.message ?? "invalid") : "unknown key"}`,
    unknown === undefined ? nodeOffset(document, path) : keyOffset(document, path, unknown),
  );
}

/** The service an alert speaks of: all of a service's labels must be there with these values. */
export const serviceOf = (
  config: RepositoryConfig,
  labels: Readonly<Record<string, string>>,
): Service | null =>
  config.services.find(({ match }) =>
    Object.entries(match).every(([label, value]) => labels[label] === value),
  ) ?? null;
