import { readFile } from "node:fs/promises";
import { expect, it } from "@jest/globals";
import { z } from "zod";
import { packageFile } from "../../src/core/paths.js";
import { repositoryConfigSchema } from "../../src/playbooks/repository-config.js";
import { playbookSchema } from "../../src/playbooks/schema.js";

/** Every key that may be written, by its path; keys of the writer's own choice, such as labels, are none. */
function keysOf(schema: unknown, path: readonly string[] = []): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap((one) => keysOf(one, path));
  return Object.entries(schema).flatMap(([word, value]) => {
    if (word !== "properties") return typeof value === "object" ? keysOf(value, path) : [];
    return Object.entries(value as object).flatMap(([key, inner]) => {
      const inside = keysOf(inner, [...path, key]);
      return inside.length > 0 ? inside : [[...path, key].join(".")];
    });
  });
}

const written = (schema: z.ZodType): string[] => [
  ...new Set(keysOf(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }))),
];

/** Paths of keys by the file that acts on them. */
const heal: Readonly<Record<string, readonly string[]>> = {
  "src/pipeline/decision-context.ts": [
    ...[
      ...["mode", "fix.workflow", "fix.producers", "services.recovery_workflow"],
      ...["limits.open_fix_prs", "limits.alert_hold"],
    ],
  ],
  "src/events/alerts/dependencies.ts": ["services.name", "services.depends_on"],
  "src/store/alert-routes.ts": ["services.match"],
  "src/monitoring/services/service-health.ts": ["services.objective"],
  "src/monitoring/services/probe.ts": [
    ...["health", "timeout", "metrics", "series", "prometheus", "query", "name"].map(
      (key) => `services.watch.${key}`,
    ),
  ],
  "src/alerting/take-alert.ts": ["group_by"],
  "src/pipeline/fix/pull.ts": ["fix.forbidden"],
  "src/pipeline/shared-branches.ts": ["escalate.branches"],
  "src/pipeline/commit-check/facts.ts": ["check.mine"],
  "src/pipeline/notify.ts": ["escalate.notify"],
  "src/pipeline/ladder.ts": [
    ...["after", "notify", "severity", "category", "service"].map((key) => `escalate.ladder.${key}`),
    "escalate.remind",
  ],
  "src/pipeline/issue.ts": [
    ...["escalate.labels", "escalate.assignees", "limits.issues_per_hour"],
    ...["escalate.monitoring.assignees", "escalate.monitoring.labels"],
  ],
  "src/detection/maintenance.ts": [
    ...["days", "from", "to", "timezone"].map((key) => `escalate.ladder.hours.${key}`),
    ...["service", "subject", "detector", "until"].map((key) => `detection.mutes.${key}`),
    ...["service", "subject", "detector", "days", "from", "to", "timezone"].map(
      (key) => `detection.maintenance.${key}`,
    ),
  ],
  "src/alerting/policy.ts": ["detection.label_only"],
  "src/detection/pattern.ts": ["detection.sequences.name", "detection.sequences.steps"],
  "src/pipeline/rules.ts": ["playbooks"],
};

const playbook: Readonly<Record<string, readonly string[]>> = {
  "src/decision/decide.ts": ["name", "otherwise"],
  "src/decision/guards/hold.ts": ["limits.hold"],
  "src/decision/risk.ts": ["risk", "steps.producers"],
  "src/pipeline/moves/dispatches.ts": ["steps.workflow", "steps.environment", "steps.inputs"],
  "src/pipeline/moves/others.ts": ["steps.key", "steps.text"],
  "src/pipeline/moves/runs.ts": ["steps.which", "steps.longer_than"],
  "src/pipeline/moves/telling.ts": ["steps.for"],
  "src/pipeline/steps/act.ts": ["steps.action"],
  "src/playbooks/schema.ts": ["verify.signal", "verify.within", "steps.verify.signal", "steps.verify.within"],
  "src/decision/shared-limits.ts": ["limits.per_commit", "limits.per_workflow_per_day", "limits.pace"],
  "src/playbooks/match.ts": [
    ...["category", "confidence", "every_failed_job", "kind", "severity", "repository", "workflow"],
    ...["branch", "service", "labels", "event", "red_runs"],
  ]
    .map((key) => `when.${key}`)
    .concat(["run_attempt_above", "failed_jobs_above", "fork"].map((key) => `unless.${key}`)),
};

/** Keys for whoever reads the file. */
const inert: Readonly<Record<string, string>> = {
  "detection.mutes.reason": "says to people why",
  description: "says to people what the playbook is for",
  "examples.event": "played by `heal playbooks check`, and for the shipped playbooks by a test",
  "examples.matches": "as `examples.event`",
};

/** Chosen by name: a move, and what stands beside each detector. */
const byName = ["actions"];

const files = { ...heal, ...playbook };

it("every key of heal.yml and of a playbook is named with the file that acts on it, or without one with the reason", () => {
  const keys = [...written(repositoryConfigSchema), ...written(playbookSchema)];
  const grouped = keys.map((key) => byName.find((one) => key === one || key.startsWith(`${one}.`)) ?? key);
  expect([...new Set(grouped)].sort()).toEqual(
    [...Object.values(files).flat(), ...Object.keys(inert), ...byName].sort(),
  );
});

it.each(Object.entries(files))("%s reads its keys", async (file, keys) => {
  const text = await readFile(packageFile(file), "utf8");
  const missing = keys.filter((key) => !new RegExp(`\\b${key.split(".").at(-1)}\\b`).test(text));
  expect(missing).toEqual([]);
});
