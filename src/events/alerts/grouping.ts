import { createHash } from "node:crypto";
import { MINUTE } from "../../core/clock.js";
import { repositoryKey, type AlertEvent } from "../event.js";

/** What Alertmanager's users write to have no groups at all (docs: configuration, `route.group_by`). */
export const UNGROUPED = "...";

/** The cause (`alertname`) at the place (`environment`) of the thing that suffers (`service`). */
export const defaultGroupBy: readonly string[] = ["service", "alertname", "environment"];

/** A group that ended, and fires again within this time, is the same trouble: what ended it did not hold. */
export const RETURNS_WITHIN_MS = 30 * MINUTE;

/** Labels that name where something runs, widest first; all that are there tell two places apart. */
const PLACES = "environment env stage deployment_environment cluster region availability_zone zone".split(
  " ",
);

/** What suffers where no service is named, by the labels of kube-state-metrics, narrowest first. */
const WORKLOADS = "deployment statefulset daemonset cronjob namespace".split(" ");

type Grouped = Pick<AlertEvent, "service" | "labels" | "title" | "source" | "repository" | "key">;

/** The alert's name: its rule's, and for what Grafana says of a rule that it cannot evaluate, that rule's. */
export const nameOf = ({ labels, title }: Pick<AlertEvent, "labels" | "title">): string =>
  [labels.alertname, labels.rulename].filter((name) => name !== undefined && name !== "").join(" ") || title;

/** The values that alerts of one group have in common, by the words of `group_by`; a word that is no rule is a label. */
export function groupLabels(
  event: Grouped,
  groupBy: readonly string[] = defaultGroupBy,
): Record<string, string> {
  if (groupBy.includes(UNGROUPED)) return { alert: event.key };
  const of: Readonly<Record<string, () => string>> = {
    service: () => event.service ?? first(event.labels, WORKLOADS),
    alertname: () => nameOf(event),
    environment: () => PLACES.flatMap((place) => event.labels[place] ?? []).join("/"),
  };
  return Object.fromEntries(groupBy.map((word) => [word, of[word]?.() ?? event.labels[word] ?? ""]));
}

const first = (labels: Readonly<Record<string, string>>, names: readonly string[]): string =>
  names.map((name) => labels[name] ?? "").find((value) => value !== "") ?? "";

/** A group is one sender's and one repository's: nobody's alerts hide another's. */
export function groupKey(event: Grouped, labels: Readonly<Record<string, string>>): string {
  const place = event.repository === null ? null : repositoryKey(event.repository);
  const parts = JSON.stringify([event.source, place, Object.entries(labels).sort()]);
  return createHash("sha256").update(parts).digest("hex").slice(0, 32);
}
