import { oneLine } from "../core/text.js";
import { gaps, type Gap } from "../events/alerts/gaps.js";
import { linkKinds, type AlertLinks, type LinkKind } from "../events/alerts/links.js";
import type { Link } from "./message.js";

/** The alert that tells most of an incident, in its sender's words. */
export interface LeadingAlert {
  title: string;
  service: string | null;
  message: string;
  labels: Readonly<Record<string, string>>;
  links: AlertLinks;
  gap: Gap | null;
}

/** What is told of an incident of alerts beside what is told of all. */
export interface AlertWords {
  title: string;
  description: string | null;
  gap: string | null;
  links: Link[];
}

/** Labels that name the one of many of a kind that fires, the most telling first. */
const PLACES = [
  "pod",
  "persistentvolumeclaim",
  "deployment",
  "statefulset",
  "daemonset",
  "container",
  "queue",
  "topic",
  "database",
  "device",
  "node",
  "host",
  "hostname",
  "instance",
  "target",
  "job",
];
const NAME_MAX = 100;
const LINK_NAMES: Readonly<Record<LinkKind, string>> = {
  runbook: "Runbook",
  dashboard: "Dashboard",
  panel: "Panel",
  graph: "Graph",
  silence: "Silence",
};

/**
 * "Pod is crash looping." of three services is three messages that nobody tells apart: the title gets the rule's name, and what it is
 * about, where its sender did not write them into it. `others`: alerts of the incident beside this one.
 */
export function alertWords(alert: LeadingAlert, others: number): AlertWords {
  const { labels, links, gap } = alert;
  const title = alert.title.trim();
  const names = [labels["alertname"], alert.service, placeOf(labels)].map((name) =>
    oneLine(name ?? "", NAME_MAX),
  );
  const unsaid = [...new Set(names)].filter((name) => name !== "" && !says(title, name));
  // A pod is mostly called after its service.
  const missing = unsaid.filter((name) => !unsaid.some((other) => other !== name && says(other, name)));
  const [rule] = names;
  const before = rule !== undefined && missing.includes(rule) ? `${rule}: ` : "";
  const about = missing.filter((name) => name !== rule).join(", ");
  const more = others > 0 ? ` and ${others} more ${others === 1 ? "alert" : "alerts"}` : "";
  const message = alert.message.trim();
  return {
    title: `${before}${title}${about === "" ? "" : ` (${about})`}${more}`,
    description: message === "" || message === title ? null : message,
    gap: gap === null ? null : gaps[gap],
    links: linkKinds.flatMap((kind) => {
      const url = links[kind];
      return url === undefined ? [] : [{ name: LINK_NAMES[kind], url }];
    }),
  };
}

const placeOf = (labels: Readonly<Record<string, string>>): string | undefined =>
  PLACES.map((name) => labels[name]).find((value) => value !== undefined && value.trim() !== "");

const says = (title: string, name: string): boolean => title.toLowerCase().includes(name.toLowerCase());
