import { HealError } from "../../core/errors.js";

export type RefusalKind =
  /** The plan's run limit is reached (402). */
  | "quota"
  /** The token is not valid (401) or not in the organisation (403). */
  | "forbidden"
  /** The vendor does not know the repository (404). */
  | "not_onboarded"
  /** The vendor does not accept what was sent (400, 422). */
  | "bad_request"
  /** The vendor answers something its contract does not have: a redirect, no JSON, too much. */
  | "bad_response";

/** The vendor refused, and trying again cannot help. */
export class AgentRefusal extends HealError {
  readonly kind: RefusalKind;

  constructor(kind: RefusalKind, reason: string) {
    super("HEAL_AGENT_REFUSED", reason);
    this.kind = kind;
  }
}

export const unavailable = (reason: string, retryAfterMs?: number): HealError =>
  new HealError("HEAL_AGENT_UNAVAILABLE", reason, { retryAfterMs });
