import { needsRun } from "../../decision/guards/capability.js";
import { isTriggeredByAnyone } from "../../events/line.js";
import { fixers } from "../../fix/fixers/index.js";
import type { Playbook } from "../../playbooks/schema.js";

/** Reasons why a playbook can match nothing, or none of its matches can be acted on. */
export function hopeless({ when, steps }: Playbook): string[] {
  const empty = (["category", "event", "severity", "repository", "workflow", "branch", "service"] as const)
    .filter((key) => when[key]?.length === 0)
    .map((key) => `when.${key} is an empty list, which nothing is in`);
  return [...empty, ...ofTheOtherKind(when), ...neverAllowed(when), ...steps.flatMap(fruitless(when))];
}

/** An alert has no run, and a run has no labels of an alert. */
function ofTheOtherKind(when: Playbook["when"]): string[] {
  const { kind } = when;
  const keys =
    kind === "alert"
      ? (["event", "red_runs", "workflow", "branch"] as const)
      : kind === "ci"
        ? (["service", "labels"] as const)
        : [];
  const other = kind === "alert" ? "an alert has none" : "a failure of CI has none";
  return keys.filter((key) => when[key] !== undefined).map((key) => `when.${key}: ${other}`);
}

function neverAllowed({ category, event }: Playbook["when"]): string[] {
  const only = <T>(list: readonly T[] | undefined, test: (one: T) => boolean): boolean =>
    list !== undefined && list.length > 0 && list.every(test);
  return [
    ...(only(category, (one) => one === "monitoring_gap")
      ? ["when.category: heal never acts while monitoring sees nothing"]
      : []),
    ...(only(event, isTriggeredByAnyone)
      ? ["when.event: heal never acts by itself on runs that anybody may set off"]
      : []),
  ];
}

const fruitless =
  ({ kind, category }: Playbook["when"]) =>
  (step: Playbook["steps"][number], i: number): string[] => {
    const at = `steps.${i}`;
    if (kind === "alert" && step.action !== "dispatch-workflow" && needsRun(step))
      return [`${at}: ${step.action} needs a run, and an alert has none`];
    const { producers } = step;
    if (step.action !== "open-fix-pr" || producers === undefined) return [];
    const known = [...fixers.map(({ name }) => name), "codegen"];
    const unknown = producers.filter((name) => !known.includes(name));
    if (unknown.length > 0) return [`${at}.producers: ${unknown.join(", ")} is none of ${known.join(", ")}`];
    const serves = producers.some(
      (name) =>
        name === "codegen" ||
        fixers.some(
          (fixer) => fixer.name === name && (category?.some((one) => fixer.categories.includes(one)) ?? true),
        ),
    );
    return serves ? [] : [`${at}.producers: none of them mends ${category?.join(" or ") ?? "this"}`];
  };
