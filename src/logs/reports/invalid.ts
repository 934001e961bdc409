import { HealError } from "../../core/errors.js";

/** What cannot be read as a report, with its 1-based place. */
export const invalid = (reason: string, line = 1, column = 1): HealError =>
  new HealError("HEAL_REPORT_INVALID", reason, { line, column });
