import type { IncidentState } from "../events/incident.js";
import type { ActingIncident, IncidentRow } from "../store/incidents.js";
import type { Step } from "./deps.js";
import { actOnChoice } from "./steps/act.js";
import { decideNext } from "./steps/decide.js";
import { diagnose } from "./steps/diagnose.js";
import { keepPeopleInformed } from "./steps/escalated.js";
import { verify } from "./steps/verify.js";

/** What is done in a state, and the states to which an incident may go from it. A step may also leave it where it is. */
interface Stage<Row> {
  /** null: nothing more happens by itself. */
  step: Step<Row> | null;
  to: readonly IncidentState[];
}

/**
 * The way of a failure:
 *
 *   open ─► diagnosing ─► acting ─► verifying ─► recovered
 *              │  ▲                    │
 *              │  └──── it failed ─────┘
 *              └─► escalated ─► closed          (ignored: mode, stop, or heal's own doing)
 *
 * A step takes one incident, looks, does at most one thing, and leaves the next state with the time of the next look. What it
 * writes is one transaction; what it does to the world goes through intents, so that a step that died is simply run again
 * (`incident-step.ts`). Deliveries open incidents and wake them (`delivery-step.ts`, `signals/`).
 */
export const stages: Readonly<
  Record<ActingIncident["state"], Stage<ActingIncident>> &
    Record<Exclude<IncidentState, ActingIncident["state"]>, Stage<IncidentRow>>
> = {
  open: { step: diagnose, to: ["diagnosing", "escalated", "closed", "ignored"] },
  diagnosing: { step: decideNext, to: ["acting", "escalated", "recovered", "closed", "ignored"] },
  acting: {
    step: actOnChoice,
    to: ["verifying", "diagnosing", "escalated", "recovered", "closed", "ignored"],
  },
  verifying: { step: verify, to: ["recovered", "diagnosing", "acting", "escalated", "closed", "ignored"] },
  escalated: { step: keepPeopleInformed, to: ["diagnosing", "acting", "recovered", "closed", "ignored"] },
  recovered: { step: null, to: [] },
  closed: { step: null, to: [] },
  ignored: { step: null, to: [] },
};
