import { z } from "zod";
import { linkKinds } from "../events/alerts/links.js";
import { kinds, severities } from "../events/event.js";
import { incidentStates } from "../events/incident.js";
import { moves } from "../playbooks/moves.js";
import { deliveryStates } from "../store/deliveries.js";
import { fixStates } from "../store/fixes.js";
import { intentStates } from "../store/intents.js";
import { decisionKinds, outcomeVerdicts } from "../store/timeline.js";

const time = z.iso.datetime().describe("UTC, ISO 8601.");
const share = z.number().min(0).max(1);
const integer = z.number().int();

/** Answers that are no success. */
export const errorSchema = z.object({
  error: z.string().describe("A word for programs."),
  message: z.string().describe("A sentence for people."),
});

export const deliverySchema = z.object({
  delivery: z.string().describe("`X-GitHub-Delivery`, or the id that was answered."),
  source: z.string(),
  event: z.string(),
  action: z.string().nullable(),
  received_at: time,
  state: z.enum(deliveryStates),
  reason: z.string().nullable().describe("Always there when ignored or parked."),
  attempts: integer,
  incident: integer.nullable(),
});
export const deliveriesSchema = z.object({
  deliveries: z.array(deliverySchema),
  next: z.string().nullable().describe("Goes back in as `cursor`; null on the last page."),
});

export const incidentSchema = z.object({
  id: integer,
  state: z.enum(incidentStates),
  category: z.string().nullable().describe("null until it was diagnosed."),
  repository: z.string().nullable().describe("`owner/name`; null for an alert that found no repository."),
  title: z.string(),
  first_seen: time,
  last_seen: time,
  events: integer.describe("Error events that belong to it."),
  action: z.string().nullable().describe("The action under way or done last."),
});
export const incidentsSchema = z.object({
  incidents: z.array(incidentSchema),
  next: z.string().nullable().describe("Goes back in as `cursor`; null on the last page."),
});

const evidence = z.object({
  line: integer.describe("1-based."),
  text: z.string(),
  path: z.string().optional().describe("The entry of an archive."),
});
const weighed = z.object({ category: z.string(), confidence: share });

/** What a row holds, whatever version of heal wrote it: a part that does not fit is left out, the rest is shown. */
export const diagnosisSchema = z.object({
  attempt: integer.catch(0).describe("The attempt it is about; 0 for alerts."),
  category: z.string().catch("unknown"),
  confidence: share.catch(0),
  summary: z.string().catch(""),
  reason: z.string().nullable().catch(null),
  alternatives: z.array(weighed).catch([]),
  jobs: z
    .array(
      z.object({
        name: z.string(),
        url: z.string().catch(""),
        category: z.string().catch("unknown"),
        confidence: share.catch(0),
        summary: z.string().catch(""),
        evidence: z.array(evidence).catch([]).describe("Best first."),
        chunk: z
          .object({ start_line: integer, end_line: integer, path: z.string().optional() })
          .nullable()
          .catch(null)
          .describe("The failing part of the log."),
        step: z.string().nullable().catch(null),
        command: z.string().nullable().catch(null),
      }),
    )
    .catch([]),
  tests: z.array(z.object({ suite: z.string(), name: z.string(), message: z.string() })).catch([]),
  labels: z.record(z.string(), z.string()).catch({}).describe("Labels of an alert."),
  recognition: z
    .object({
      firstIncident: integer,
      incidents: integer,
      repositories: z.array(z.string()),
      helped: z.array(
        z.object({
          action: z.enum(moves),
          successes: integer,
          failures: integer,
          incident: integer.nullable(),
        }),
      ),
    })
    .nullable()
    .catch(null)
    .describe("What is known from earlier incidents of the same failure; null: it is new."),
});
export type ShownDiagnosis = z.output<typeof diagnosisSchema>;

/** null: not diagnosed yet. */
export const readDiagnosis = (kept: unknown): ShownDiagnosis | null =>
  kept !== null && typeof kept === "object" ? diagnosisSchema.parse(kept) : null;

const conclusions = z.array(
  z.object({ name: z.string(), conclusion: z.string().nullable(), url: z.string() }),
);

export const incidentStorySchema = incidentSchema.extend({
  severity: z.enum(severities),
  kind: z.enum(kinds),
  service: z.string().nullable(),
  environment: z.string().nullable(),
  source: z.string().nullable().describe("Who told of it first, such as `alertmanager`."),
  fingerprint: z.string().nullable(),
  closed_at: time.nullable(),
  merged_into: integer.nullable().describe("The incident that this one was found to be."),
  issue: z.object({ number: integer, url: z.string() }).nullable(),
  run: z
    .looseObject({
      runId: integer,
      attempt: integer,
      workflow: z.string(),
      branch: z.string(),
      headSha: z.string(),
      url: z.string(),
    })
    .nullable()
    .describe("The newest attempt that belongs to it."),
  flapping: z.string().nullable().describe("Such as `flapping, 12 changes in 20 min`."),
  acts_at: time
    .nullable()
    .describe("When something is done unless the alerts resolve before; null: it does not wait."),
  history: z
    .object({
      incidents: integer,
      firings: integer,
      previous: integer.nullable().describe("The incident before this one."),
      helped: z
        .object({ incident: integer, action: z.string(), reason: z.string(), at: time })
        .nullable()
        .describe("What helped last."),
    })
    .nullable()
    .describe("The same alerts' group in the last 30 days, with this incident; null: it has no alerts."),
  alerts: z
    .array(
      z.object({
        title: z.string(),
        severity: z.enum(["critical", "error", "warning", "info"]),
        service: z.string().nullable(),
        role: z.enum(["cause", "consequence"]),
        environment: z.string().nullable(),
        labels: z.record(z.string(), z.string()),
        annotations: z.record(z.string(), z.string()),
        description: z.string(),
        links: z
          .partialRecord(z.enum(linkKinds), z.string())
          .describe("http(s) addresses; `silence`: where its sender is told to keep quiet about it."),
        url: z.string().nullable().describe("The alert at its sender."),
        began: time,
        ended: time.nullable(),
        last_seen: time,
        firings: integer.describe("How often it began to fire."),
        unproven: z.string().nullable().describe("Why its end proves nothing."),
      }),
    )
    .describe("The alerts of an incident, firing ones first; at most 200."),
  diagnosis: diagnosisSchema.nullable(),
  detections: z
    .array(
      z.object({
        id: integer,
        at: time,
        detector: z.string(),
        subject: z.string(),
        reason: z.string(),
        score: share,
        numbers: z.record(z.string(), z.number().nullable()),
        threshold: z.string().nullable(),
        requires_attention: z.boolean(),
        silenced: z.string().nullable().describe("Why it calls nobody although it would."),
      }),
    )
    .describe("What detectors found about it."),
  decisions: z.array(
    z.object({
      at: time,
      kind: z.enum(decisionKinds),
      playbook: z.string().nullable(),
      action: z.string().nullable(),
      predicted: share.nullable().describe("Chance that it helps."),
      reasons: z
        .array(
          z.object({
            playbook: z.string(),
            action: z.string(),
            chosen: z.boolean(),
            verdicts: z.array(
              z.object({
                guard: z.string(),
                allowed: z.boolean(),
                reason: z.string(),
                until: time.optional().describe("When it says something else by itself."),
              }),
            ),
          }),
        )
        .describe("Every playbook that was looked at, with what each guard said."),
    }),
  ),
  effects: z.array(
    z.object({
      key: z.string(),
      action: z.string(),
      state: z.enum(intentStates),
      effect: z.looseObject({ url: z.string().optional() }).nullable(),
      reason: z.string().nullable(),
      attempts: integer,
      created_at: time,
      done_at: time.nullable(),
    }),
  ),
  outcomes: z.array(
    z.object({
      at: time,
      action: z.string(),
      verdict: z.enum(outcomeVerdicts),
      reason: z.string(),
    }),
  ),
  fixes: z.array(
    z.object({
      producer: z.string(),
      state: z.enum(fixStates),
      branch: z.string().nullable(),
      pull_request: integer.nullable(),
      url: z.string().nullable(),
      reason: z.string().nullable(),
      checks: z.array(
        z.object({ check: z.string(), ok: z.boolean(), reason: z.string(), path: z.string().optional() }),
      ),
      before: conclusions.nullable(),
      after: conclusions.nullable(),
      created_at: time,
      deadline: time,
    }),
  ),
  timeline: z.array(
    z.object({ at: time, kind: z.string(), actor: z.string(), text: z.string(), url: z.string().nullable() }),
  ),
});

export const healthSchema = z.object({ status: z.literal("ok") });
export const readinessSchema = z.object({
  status: z.enum(["ready", "not ready"]),
  checks: z.record(z.string(), z.string()).describe("`ok`, or why not; `not ok` for those who may not read."),
});
