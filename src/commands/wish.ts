import { redact } from "../core/redact.js";
import { clip } from "../core/text.js";
import { refOfRow } from "../events/event.js";
import type { IncidentRow } from "../store/incidents.js";
import type { OfFailure } from "../store/mutes.js";

/** Why somebody wants something: it is kept and shown, so it holds no secret and is no essay. null: nothing was said. */
export const reasonIn = (text: string): string | null => {
  const reason = clip(redact(text.trim()), 200);
  return /[\p{L}\p{N}]/u.test(reason) ? reason : null;
};

/** The failure that an incident is one occurrence of; null: it is not known yet. */
export const failureOf = (incident: IncidentRow): OfFailure | null => {
  const repository = refOfRow(incident);
  return repository === null || incident.fingerprint === null
    ? null
    : { repository, fingerprint: incident.fingerprint };
};

export const unknownFailure =
  "heal has not looked into this failure yet, so it could not tell it from others. Try again in a minute.";
