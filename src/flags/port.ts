/** Why writing is stopped, and by whom. */
export interface Stop {
  scope: string;
  reason: string;
  by: string;
  at: Date;
}

/** The kill switch. Scopes: `global`, or a repository's full name. */
export interface KillSwitch {
  /** The stop that holds for this repository now, or null. Throws `HEAL_SWITCH_UNREADABLE`: callers must then not write. */
  stopped(repository: string | null): Promise<Stop | null>;
  stop(scope: string, reason: string, by: string): Promise<void>;
  /** False when nothing was stopped. */
  resume(scope: string, by: string): Promise<boolean>;
}

/** Feature flags by OpenFeature; a flag that cannot be read has its safe default. */
export interface Flags {
  enabled(name: string, context: { repository?: string }): Promise<boolean>;
}
