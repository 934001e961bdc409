import type { z } from "zod";
import { systemClock, type Clock } from "../core/clock.js";
import { HealError } from "../core/errors.js";
import { environmentOf } from "../events/alerts/environment.js";
import { flappingNowText } from "../events/alerts/flapping.js";
import { waitingNow } from "../decision/waiting.js";
import { severities } from "../events/event.js";
import { incidentStates } from "../events/incident.js";
import { sendJson } from "../intake/answer.js";
import type { Db } from "../store/db.js";
import type { ShownIncident } from "../store/incident-row.js";
import type { KeptCheck } from "../events/check.js";
import type { GroupHistory } from "../store/alert-history.js";
import { incidentId, incidentStory, type IncidentStory } from "../store/dashboard-queries.js";
import { listIncidents, type IncidentFilter, type ListedIncident } from "../store/incident-list.js";
import { readDiagnosis, type incidentSchema, type incidentStorySchema } from "./api-schemas.js";
import type { Route } from "./route.js";

/** Incidents as programs read them: a list, and one with its whole story. */
export const incidentRoutes = (db: Db, clock: Clock = systemClock): Route[] => [
  {
    method: "GET",
    path: "/api/v1/incidents",
    access: "api",
    handler: async ({ res, url }) => {
      const asked = (name: string) => url.searchParams.get(name) || undefined;
      const page = await listIncidents(db, filterOf(asked));
      sendJson(res, 200, { incidents: page.incidents.map(listed), next: page.next });
    },
  },
  {
    method: "GET",
    path: "/api/v1/incidents/:id",
    access: "api",
    handler: async ({ res, params }) => {
      const id = incidentId(params.id ?? "");
      const story = id === null ? null : await incidentStory(db, id, clock.now());
      if (story) sendJson(res, 200, told(story, clock.now()));
      else sendJson(res, 404, { error: "not_found", message: "there is no such incident" });
    },
  },
];

/** Of an address; the same for programs and on the page. Throws `HEAL_INPUT_INVALID` for a word that is no state or severity. */
export const filterOf = (
  asked: (name: string) => string | undefined,
): Omit<IncidentFilter, "limit" | "over"> => ({
  state: stateOf(asked("state")),
  severity: severityOf(asked("severity")),
  ...{ repository: asked("repository"), service: asked("service"), environment: asked("environment") },
  ...{ source: asked("source"), text: asked("text"), cursor: asked("cursor") },
});

function severityOf(wanted: string | undefined) {
  const severity = severities.find((known) => known === wanted);
  if (wanted !== undefined && severity === undefined)
    throw new HealError("HEAL_INPUT_INVALID", `severity is one of ${severities.join(", ")}`);
  return severity;
}

function stateOf(wanted: string | undefined) {
  const state = incidentStates.find((known) => known === wanted);
  if (wanted !== undefined && state === undefined)
    throw new HealError("HEAL_INPUT_INVALID", `state is one of ${incidentStates.join(", ")}`);
  return state;
}

const listed = (row: ListedIncident | ShownIncident): z.output<typeof incidentSchema> => ({
  id: row.id,
  state: row.state,
  category: row.category,
  repository: row.repository,
  title: row.title,
  first_seen: row.first_seen.toISOString(),
  last_seen: row.last_seen.toISOString(),
  events: row.events,
  action: row.action,
});

const told = (
  {
    incident: row,
    detections,
    decisions,
    intents,
    outcomes,
    fixes,
    timeline,
    group,
    alerts,
    history,
  }: IncidentStory,
  now: Date,
): z.output<typeof incidentStorySchema> => ({
  ...listed(row),
  severity: row.severity,
  kind: row.kind,
  service: row.service,
  environment: row.environment,
  source: row.source,
  fingerprint: row.fingerprint,
  closed_at: row.closed_at?.toISOString() ?? null,
  merged_into: row.merged_into,
  issue: row.issue_number === null ? null : { number: row.issue_number, url: row.issue_url ?? "" },
  run: row.run ? { ...row.run } : null,
  flapping: flappingNowText(group, now.getTime()),
  acts_at: waitingNow(row.state, decisions)?.until.toISOString() ?? null,
  history: history && toldHistory(history),
  alerts: alerts.map((one) => ({
    title: one.title,
    severity: one.severity,
    service: one.service,
    role: one.role,
    labels: one.labels,
    annotations: one.annotations,
    description: one.message,
    links: one.links,
    url: one.url,
    environment: environmentOf(one.labels),
    began: one.began_at.toISOString(),
    ended: one.ended_at?.toISOString() ?? null,
    last_seen: one.last_seen.toISOString(),
    firings: one.firings,
    unproven: one.unproven,
  })),
  diagnosis: readDiagnosis(row.diagnosis),
  detections: detections.map((one) => ({
    id: one.id,
    at: one.at.toISOString(),
    detector: one.detector,
    subject: one.subject,
    reason: one.reason,
    score: one.score,
    numbers: one.numbers,
    threshold: one.threshold,
    requires_attention: one.requires_attention,
    silenced: one.silenced,
  })),
  decisions: decisions.map(({ at, kind, playbook, action, predicted, reasons }) => ({
    at: at.toISOString(),
    kind,
    playbook,
    action,
    predicted,
    reasons,
  })),
  effects: intents.map((intent) => ({
    key: intent.key,
    action: intent.action,
    state: intent.state,
    effect: intent.effect ? { ...intent.effect } : null,
    reason: intent.reason,
    attempts: intent.attempts,
    created_at: intent.created_at.toISOString(),
    done_at: intent.done_at?.toISOString() ?? null,
  })),
  outcomes: outcomes.map(({ at, action, verdict, reason }) => ({
    at: at.toISOString(),
    action,
    verdict,
    reason,
  })),
  fixes: fixes.map((fix) => ({
    producer: fix.producer,
    state: fix.state,
    branch: fix.branch,
    pull_request: fix.pull_request,
    url: fix.url,
    reason: fix.reason,
    checks: fix.checks,
    before: fix.before?.map(shownCheck) ?? null,
    after: fix.after?.map(shownCheck) ?? null,
    created_at: fix.created_at.toISOString(),
    deadline: fix.deadline.toISOString(),
  })),
  timeline: timeline.map(({ at, kind, actor, text, url }) => ({
    at: at.toISOString(),
    kind,
    actor,
    text,
    url,
  })),
});

const toldHistory = ({ incidents, firings, previous, helped }: GroupHistory) => ({
  incidents,
  firings,
  previous: previous?.id ?? null,
  helped: helped && {
    incident: helped.incident_id,
    action: helped.action,
    reason: helped.reason,
    at: helped.at.toISOString(),
  },
});

const shownCheck = ({ name, conclusion, url }: KeptCheck) => ({ name, conclusion, url });
