import { z } from "zod";
import { modes, type Mode } from "../core/mode.js";
import { limits } from "../core/limits.js";
import { defaultGroupBy } from "../events/alerts/grouping.js";
import { days } from "../detection/maintenance.js";
import { ladder, remind } from "./ladder.js";
import { moves } from "./moves.js";
import { oclock, timezone } from "./place-time.js";
import { checkText, valueOf, type Checked, type Format } from "./problems.js";
import { timeUpTo } from "./time.js";
import { watch } from "./watch.js";

const mode = z.enum(modes);
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
  objective: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe("Share of requests that have to be good, such as 0.999."),
  watch: z.array(watch).max(10).default([]).describe("Where heal looks every 30 s how the service fares."),
});

/** Which findings a mute or a window is about; what is left out matches all of the repository. */
const silenced = {
  service: z.string().min(1).max(100).optional(),
  subject: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe("As a detection's page says it, such as `workflow:acme/web/ci.yml`."),
  detector: z.string().min(1).max(60).optional().describe("Such as `threshold.rate`."),
};
const moment = z.iso
  .datetime({ offset: true })
  .describe("ISO 8601 with its time zone, such as 2026-03-01T22:00:00Z.");

const detection = z.strictObject({
  mutes: z
    .array(
      z
        .strictObject({ ...silenced, until: moment.optional(), reason: z.string().max(200).optional() })
        .refine(
          ({ service, subject, detector, until }) => service ?? subject ?? detector ?? until,
          "at least one of service, subject, detector and until",
        ),
    )
    .max(100)
    .default([])
    .describe("Findings that are noted and call nobody."),
  maintenance: z
    .array(
      z.union([
        z.strictObject({
          ...silenced,
          days: z.array(z.enum(days)).min(1),
          from: oclock,
          to: oclock,
          timezone,
        }),
        z.strictObject({ ...silenced, from: moment, to: moment }),
      ]),
    )
    .max(100)
    .default([])
    .describe("Planned work: nobody is called for what begins and ends within."),
  label_only: z
    .array(z.string().min(1).max(60))
    .max(50)
    .default([])
    .describe("Detectors whose findings are noted and call nobody, until their numbers convince."),
  sequences: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(100),
        steps: z
          .array(z.string().min(1).max(500))
          .min(2)
          .max(20)
          .describe("Fingerprints in their order, as a detection's subject says them after `fingerprint:`."),
      }),
    )
    .max(50)
    .default([])
    .describe("Failures that are known to follow one another: the first of them is told as a beginning."),
});

/** What serves a repository that names no producers. */
export const defaultProducers = ["formatter", "lint", "lockfile", "codegen"] as const;
/**
 * Of these, the ones that have the owner's leave without being named: the repository's own tools, run by the workflow that
 * the owner put there. An agent is somebody else, who has to be let in by name.
 */
export const ownTools = ["formatter", "lint", "lockfile"] as const;

/** Names that releases are usually made from. */
const sharedBranches = ["release/**", "releases/**", "release-*", "v*.*"] as const;

/** `.github/heal.yml`: every key has a useful default; unknown keys are errors. */
export const repositoryConfigSchema = z.strictObject({
  mode: mode.optional().describe("off | observe | suggest | act; the stricter of this and HEAL_MODE wins."),
  actions: z.partialRecord(z.enum(moves), mode).default({}).describe("Mode by action."),
  services: z.array(service).default([]).describe("Alerts whose labels match belong to this repository."),
  group_by: z
    .array(z.string().min(1).max(100))
    .min(1)
    .max(20)
    .default([...defaultGroupBy])
    .describe(
      "Alerts that agree in these are one incident: `service`, `alertname`, `environment` (with cluster, region and zone), or labels; `...` for each alert its own.",
    ),
  fix: z
    .strictObject({
      workflow: workflowFile.default("heal-fix.yml").describe("The shipped fix workflow's file name."),
      producers: z
        .array(z.enum(["formatter", "lint", "lockfile", "snapshot", "codegen"]))
        .optional()
        .describe(
          "Who may produce fixes, in this order. Default: the repository's own tools formatter, lint and lockfile; a coding agent works only where it is named.",
        ),
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
      branches: z
        .array(z.string().min(1).max(200))
        .max(50)
        .default([...sharedBranches])
        .describe(
          "Globs of branches and tags besides the default branch whose failures are an issue; those of any other are told by the check run of their commit alone.",
        ),
      notify: z
        .array(z.string().min(1).max(50))
        .default([])
        .describe("The operator's notifiers (HEAL_NOTIFY_<NAME>); default: HEAL_NOTIFY_DEFAULT."),
      ladder,
      remind,
      monitoring: z
        .strictObject({
          assignees: z
            .array(z.string().min(1).max(100))
            .default([])
            .describe("Logins of who owns monitoring."),
          labels: z.array(labelName).default([]).describe("Labels beside those of other issues."),
        })
        .prefault({})
        .describe("Who is told of monitoring's own trouble (`monitoring_gap`) instead of the assignees."),
    })
    .prefault({}),
  check: z
    .strictObject({
      mine: z
        .enum(["neutral", "failure"])
        .default("neutral")
        .describe("Conclusion of the check run `heal` where a failure is the change's own."),
    })
    .prefault({}),
  limits: z
    .strictObject({
      issues_per_hour: z.number().int().min(0).max(limits.issuesPerHour).default(limits.issuesPerHour),
      open_fix_prs: z.number().int().min(0).max(20).default(limits.openFixPulls),
      alert_hold: timeUpTo(limits.longestHoldMs)
        .default(limits.alertHoldMs)
        .describe(
          "How long an alert has to fire before anything is done about it, such as `2m` (the default) or `0s`; a playbook's `limits: { hold }` goes before it.",
        ),
    })
    .prefault({}),
  detection: detection.prefault({}).describe("Who is called for what is found."),
  playbooks: z
    .string()
    .regex(/^\.github\/[\w./-]+$/, "a folder below .github/")
    .refine((path) => !path.includes(".."), "no `..`")
    .default(".github/heal/playbooks"),
});

export type RepositoryConfig = z.output<typeof repositoryConfigSchema>;
export type Service = RepositoryConfig["services"][number];

export const defaultConfig: RepositoryConfig = repositoryConfigSchema.parse({});

const format: Format<RepositoryConfig> = {
  code: "HEAL_CONFIG_INVALID",
  schema: repositoryConfigSchema,
  whole: "file",
  aliases: 20,
  empty: {},
};

export const CONFIG_FILE = ".github/heal.yml";

/** YAML text -> configuration, or all that is wrong with it; an empty file is all defaults. */
export const checkRepositoryConfig = (text: string, file = CONFIG_FILE): Checked<RepositoryConfig> =>
  checkText(text, file, format);

/** YAML text -> configuration. Throws `HEAL_CONFIG_INVALID` with line and column of the first trouble. */
export const parseRepositoryConfig = (text: string, file = CONFIG_FILE): RepositoryConfig =>
  valueOf(checkRepositoryConfig(text, file), file, format.code);

/** The mode that a text says though the rest of it is wrong; null: it cannot be told. */
export function modeSaid(text: string): Mode | null {
  const read = checkText(text, CONFIG_FILE, { ...format, schema: z.looseObject({ mode }) });
  return read.ok ? read.value.mode : null;
}

/** The service an alert speaks of: all of a service's labels must be there with these values. */
export const serviceOf = (
  config: RepositoryConfig,
  labels: Readonly<Record<string, string>>,
): Service | null =>
  config.services.find(({ match }) =>
    Object.entries(match).every(([label, value]) => labels[label] === value),
  ) ?? null;
