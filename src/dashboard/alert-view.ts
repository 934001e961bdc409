import { linkKinds, type LinkKind } from "../events/alerts/links.js";
import { finalStates } from "../events/incident.js";
import { serviceLine } from "../playbooks/service-line.js";
import type { GroupHistory } from "../store/alert-history.js";
import { leadingAlert, type AlertMember } from "../store/alert-members.js";
import type { IncidentStory } from "../store/dashboard-queries.js";
import { countText, moment, webUrl, withSpaces } from "./format.js";

const linkNames: Readonly<Record<LinkKind, string>> = {
  runbook: "Runbook",
  dashboard: "Dashboard",
  panel: "Panel",
  graph: "Graph",
  silence: "Silence it at its sender",
};

/** What an incident's leading alert says, and what is known of its group; null: it is none of alerts. */
export function shownAlert({ alerts, history }: IncidentStory, now: Date) {
  const lead = leadingAlert(alerts);
  return (
    lead && {
      ...detailsOf(lead),
      began: moment(lead.began_at, now),
      ended: lead.ended_at && moment(lead.ended_at, now),
      history: history && shownHistory(history, now),
    }
  );
}

/** All that an alert says itself. Only what a browser opens as a page is a link, whatever its sender calls one. */
const detailsOf = ({ message, title, labels, annotations, links, url }: AlertMember) => ({
  message: message.trim() === title.trim() ? "" : message.trim(),
  links: [
    ...linkKinds.map((kind) => ({ text: linkNames[kind], href: webUrl(links[kind]) })),
    { text: "The alert at its sender", href: url === links.graph ? null : webUrl(url) },
  ].filter(({ href }) => href !== null),
  labels: pairsOf(labels),
  annotations: pairsOf(annotations),
});

/** By name: PostgreSQL keeps them in an order of its own. */
const pairsOf = (of: Readonly<Record<string, string>>) =>
  Object.entries(of)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }));

function shownHistory({ incidents, firings, previous, helped }: GroupHistory, now: Date) {
  const often = `${countText(incidents, "incident")} in 30 days, in which it began to fire ${countText(firings, "time")}`;
  return {
    often,
    previous: previous && {
      id: previous.id,
      state: withSpaces(previous.state),
      at: previous.closed_at && moment(previous.closed_at, now),
      end: previous.end ?? "",
    },
    helped: helped && {
      id: helped.incident_id,
      action: helped.action,
      reason: helped.reason,
      at: moment(helped.at, now),
    },
  };
}

const withMore = (details: ReturnType<typeof detailsOf>) => {
  const { message, links, annotations } = details;
  return { ...details, more: message !== "" || links.length > 0 || annotations.length > 0 };
};

/** Alone it is what the page tells already. */
export const shownAlerts = (
  { alerts }: IncidentStory,
  counted: { all: number; firing: number },
  now: Date,
) =>
  alerts.length < 2
    ? null
    : {
        words: `${counted.firing} of ${countText(counted.all, "alert")} firing${counted.all > alerts.length ? `, ${alerts.length} of them shown` : ""}`,
        all: alerts.map((one) => ({
          title: one.title,
          severity: one.severity,
          consequence: one.role === "consequence",
          began: moment(one.began_at, now),
          ended: one.ended_at && moment(one.ended_at, now),
          unproven: one.unproven,
          times: one.firings > 1 ? `, ${one.firings} times` : "",
          ...withMore(detailsOf(one)),
        })),
      };

/** What a person can do about an alert that has found no repository: null, where it has one, or is over. */
export function unroutedForm(
  { incident, alerts }: IncidentStory,
  repositories: readonly { full_name: string }[],
) {
  if (incident.kind !== "alert" || incident.repository !== null) return null;
  if (finalStates.includes(incident.state)) return null;
  const lead = leadingAlert(alerts);
  const near = likely(incident.service);
  return {
    repositories: repositories
      .map(({ full_name: name }) => name)
      .sort((a, b) => Number(near(b)) - Number(near(a)) || (a < b ? -1 : 1)),
    line: serviceLine({ service: incident.service, labels: lead?.labels ?? {} }),
  };
}

/** A repository that is called like the service is the likeliest to be its own. */
const likely = (service: string | null) => (name: string) =>
  service !== null && (name.split("/")[1] ?? "").toLowerCase().includes(service.toLowerCase());
