import { z } from "zod";
import { diagnosisRecord } from "../diagnosis/record.js";
import { moves, signals } from "../playbooks/moves.js";
import { stepSchema } from "../playbooks/step.js";

/** What is known of a failure from earlier incidents. */
const recognition = z.object({
  firstIncident: z.number(),
  /** Earlier ones. */
  incidents: z.number(),
  repositories: z.array(z.string()),
  helped: z.array(
    z.object({
      action: z.enum(moves),
      successes: z.number(),
      failures: z.number(),
      incident: z.number().nullable(),
    }),
  ),
});
export type Recognition = z.output<typeof recognition>;

/** `incidents.diagnosis`. */
export const storedDiagnosis = diagnosisRecord.extend({ recognition: recognition.nullable() });
export type StoredDiagnosis = z.output<typeof storedDiagnosis>;

/** What one guard said of a playbook's step. `until`: ISO 8601, when it will say something else by itself. */
const verdict = z.object({
  guard: z.string(),
  allowed: z.boolean(),
  reason: z.string(),
  until: z.string().optional(),
});
export type Verdict = z.output<typeof verdict>;

/** `decisions.reasons`: every playbook that was looked at, with what each guard said. */
export const reasons = z.array(
  z.object({
    playbook: z.string(),
    action: z.string(),
    chosen: z.boolean(),
    /** By what an approval names this very plan; only of what is suggested. */
    offer: z.string().optional(),
    verdicts: z.array(verdict),
  }),
);
export type Reason = z.output<typeof reasons>[number];

/** `intents.effect`: what an effect left behind, enough to link to it and to undo it. */
export const effect = z.object({
  url: z.string().optional(),
  id: z.number().optional(),
  number: z.number().optional(),
  sha: z.string().optional(),
  /** The far side's own name for it, when that is no number. */
  ref: z.string().optional(),
  detail: z.string().optional(),
});
export type Effect = z.output<typeof effect>;

/** `incidents.requested`: what a person asked for under an issue or pull request. */
export const request = z.object({
  move: z.enum(moves),
  by: z.string(),
  /** Maintain or admin: the request is an approval of medium risk. */
  mayApprove: z.boolean(),
  /** An approval: the offer that it names. */
  offer: z.string().optional(),
  commandId: z.number(),
});
export type Request = z.output<typeof request>;

/** How far a playbook has come in an incident, so that nothing of it is done twice. */
const begun = z.object({
  /** As they were when it began: a playbook that was changed since does not go on. */
  steps: z.array(stepSchema),
  /** How many of them were judged. */
  judged: z.number(),
  /** The run's attempt when it began. */
  attempt: z.number(),
});
export type Begun = z.output<typeof begun>;

/** `incidents.chosen`: what the decision chose, kept with the incident until it is done. */
export const chosen = z.object({
  move: z.enum(moves),
  step: stepSchema,
  playbook: z.string(),
  /** Probability of success, 0..1. */
  predicted: z.number(),
  /** The stricter of what the playbook and its move can do; an older version kept none. */
  risk: z.enum(["low", "medium", "high"]).optional(),
  /** The step's place among the playbook's, from 1; of one step nothing is said. */
  position: z.object({ at: z.number(), of: z.number() }).optional(),
  /** The playbook's own in `begun`. */
  key: z.string().optional(),
  /** Playbooks that were begun in this incident, by `keyOfPlaybook`. */
  begun: z.record(z.string(), begun).optional(),
  /** What was done last could not be judged: nothing more is done unasked. */
  unproven: z.boolean().optional(),
  /** What shows that it helped; an older version kept none. */
  signal: z.enum(signals).optional(),
  /** The run that a cancellation is of. */
  target: z.number().optional(),
  /** ms that verification may take. */
  within: z.number(),
  /** Of the playbook; an older version kept none. */
  limits: z
    .object({
      per_commit: z.number().optional(),
      per_workflow_per_day: z.number().optional(),
      /** ms */
      pace: z.number().optional(),
    })
    .optional(),
  asked: request.omit({ move: true }).nullable(),
  /** ISO 8601. */
  decidedAt: z.string(),
  /** ISO 8601, when verification gives up; set once the move is made. */
  deadline: z.string().optional(),
});
export type Chosen = z.output<typeof chosen>;
