import { Document, visit } from "yaml";

interface Alert {
  service: string | null;
  labels: Readonly<Record<string, string>>;
}

/** Labels by which a service is matched, where one of them names it; then what is known of every alert. */
const NAMING = [
  "service",
  "service_name",
  "app",
  "application",
  "deployment",
  "statefulset",
  "daemonset",
  "job",
];
const OTHERS = ["alertname", "namespace"];

/**
 * The line under `services:` of a `heal.yml` by which an alert like this one finds its repository by itself; null: it has no label that
 * it could be known by.
 */
export function serviceLine(alert: Alert): string | null {
  const usable = Object.entries(alert.labels).filter(
    ([, value]) => value !== "" && value.length <= 200 && !value.includes("[redacted:"),
  );
  const names = (name: string) => usable.filter(([key, value]) => key === name && value === alert.service);
  const naming = NAMING.flatMap(names)[0] ?? usable.find(([, value]) => value === alert.service);
  const match = naming ? [naming] : usable.filter(([name]) => OTHERS.includes(name));
  if (match.length === 0) return null;
  const labels = Object.fromEntries(match) as Record<string, string>;
  const name = alert.service ?? labels.namespace ?? labels.alertname ?? "";
  const document = new Document([{ name: name.slice(0, 100), match: labels }]);
  visit(document, { Map: (_key, node) => void (node.flow = true) });
  return document.toString({ lineWidth: 0 }).trimEnd();
}

/** What is told of an alert that a person routed: whereto, by whom, and how the next one finds its way alone. */
export function routedText(routed: Alert & { repository: string; by: string }): string {
  const line = serviceLine(routed);
  const next =
    line === null
      ? "Its labels say nothing that a heal.yml could know the next one by"
      : `The next one finds its way by itself with this under services: in its .github/heal.yml: ${line}`;
  return `Routed to ${routed.repository} ${routed.by}. ${next}`;
}
