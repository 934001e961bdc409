/** Every error heal raises on purpose: what a person reads, and whether trying again can help. */
export const catalogue = {
  HEAL_SETTING_INVALID: { retryable: false, help: "Correct the named variable and start again." },
  HEAL_STORE_UNAVAILABLE: { retryable: true, help: "Check that PostgreSQL runs and DATABASE_URL is right." },
  HEAL_SCHEMA_NEWER: {
    retryable: false,
    help: "A newer heal has migrated this database; upgrade this process.",
  },
  HEAL_ROW_INVALID: {
    retryable: false,
    help: "Another version or a person wrote the row; correct or delete it in PostgreSQL.",
  },
  HEAL_PATTERN_INVALID: { retryable: false, help: "Patterns are RE2: no look-around, no back-references." },
  HEAL_CONFIG_INVALID: { retryable: false, help: "Correct the file at the named line and column." },
  HEAL_PLAYBOOK_INVALID: {
    retryable: false,
    help: "Correct the playbook at the named line and column.",
  },
  HEAL_PAYLOAD_INVALID: { retryable: false, help: "The sender's body does not have the documented shape." },
  HEAL_GITHUB_REFUSED: { retryable: false, help: "Grant the named permission, or see GitHub's words." },
  HEAL_GITHUB_UNAVAILABLE: {
    retryable: true,
    help: "GitHub did not answer as documented; it is tried again.",
  },
  HEAL_GITHUB_RESTING: {
    retryable: true,
    help: "GitHub failed repeatedly; it is asked again after a pause, by one call.",
  },
  HEAL_GITHUB_GONE: { retryable: false, help: "GitHub no longer has this." },
  HEAL_LOG_LATE: {
    retryable: true,
    help: "GitHub shows jobs and logs some seconds after a run ended; it is looked at again.",
  },
  HEAL_HEAD_MOVED: {
    retryable: false,
    help: "Somebody pushed meanwhile; what is there now is checked anew.",
  },
  HEAL_LOG_CUT: { retryable: true, help: "The log was cut in transit; it is fetched again." },
  HEAL_SWITCH_UNREADABLE: {
    retryable: true,
    help: "The kill switch could not be read, so nothing was written.",
  },
  HEAL_AGENT_UNAVAILABLE: { retryable: true, help: "The coding agent could not be reached." },
  HEAL_AGENT_REFUSED: { retryable: false, help: "The coding agent's vendor refused the run." },
  HEAL_INPUT_INVALID: { retryable: false, help: "See --help for the accepted form." },
  HEAL_INPUT_UNREADABLE: { retryable: false, help: "Check the path and the file's permissions." },
  HEAL_ARCHIVE_INVALID: { retryable: false, help: "The zip is cut off, unsafe or too large." },
  HEAL_OVERLOADED: { retryable: true, help: "Too much is under way; it is tried again." },
  HEAL_TOO_COSTLY: { retryable: false, help: "Reading this takes more time or memory than heal gives it." },
  HEAL_REPORT_INVALID: { retryable: false, help: "The report is not well-formed at the named place." },
} as const;

export type ErrorCode = keyof typeof catalogue;

export class HealError extends Error {
  readonly code: ErrorCode;
  /** Where in the input, when the input has places. Both 1-based. */
  readonly at: { line?: number; column?: number };
  /** Not before this many milliseconds, when the far side said so. */
  readonly retryAfterMs: number | undefined;
  /** `retryAfterMs` is the least pause only, as the far side named none: it doubles with each try. */
  readonly doubling: boolean;

  constructor(
    code: ErrorCode,
    reason: string,
    options: {
      cause?: unknown;
      line?: number;
      column?: number;
      retryAfterMs?: number;
      doubling?: boolean;
    } = {},
  ) {
    super(reason, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "HealError";
    this.code = code;
    this.at = { line: options.line, column: options.column };
    this.retryAfterMs = options.retryAfterMs;
    this.doubling = options.doubling ?? false;
  }

  get retryable(): boolean {
    return catalogue[this.code].retryable;
  }

  /** The pause before the next try, in ms, after so many tries (from 1) that ended like this. */
  pauseMs(tries: number): number {
    const growth = this.retryAfterMs === undefined ? 4 : this.doubling ? 2 : 1;
    return (this.retryAfterMs ?? 2_000) * growth ** Math.min(tries - 1, 10);
  }

  /** One line for people: code, reason, what to do. */
  explain(): string {
    return `${this.code}: ${this.message}. ${catalogue[this.code].help}`;
  }
}

/** Words of an unknown thrown value, for a log line or a row. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
