import { linkKinds, type AlertLinks, type LinkKind } from "../events/alerts/links.js";
import { link } from "./text.js";

/** What a sender states of them, before it is looked at. */
export type StatedLinks = Partial<Record<LinkKind, string | null>>;

/**
 * Annotations that hold a link by convention: `runbook_url` of the Prometheus mixins and of Grafana's rules, the others as people
 * name them beside it.
 */
const ANNOTATIONS: Readonly<Record<LinkKind, readonly string[]>> = {
  runbook: ["runbook_url", "runbook", "runbookUrl", "runbookURL"],
  dashboard: ["dashboard_url", "dashboard", "dashboardUrl", "dashboardURL", "grafana_url"],
  panel: ["panel_url", "panelURL"],
  graph: ["graph_url", "graph", "query_url"],
  silence: ["silence_url", "silenceURL"],
};

/** The web addresses among them; what is stated goes before what an annotation says. */
export function linksOf(stated: StatedLinks, annotations: Readonly<Record<string, unknown>>): AlertLinks {
  const found: AlertLinks = {};
  for (const kind of linkKinds) {
    const told = [stated[kind], ...ANNOTATIONS[kind].map((name) => annotations[name])];
    const first = told
      .map((text) => (typeof text === "string" ? link(text) : null))
      .find((url) => url !== null);
    if (first !== undefined) found[kind] = first;
  }
  return found;
}
