import type { FlagName } from "./catalogue.js";

export type { FlagName } from "./catalogue.js";

/** Why writing is stopped, and by whom. */
export interface Stop {
  scope: string;
  reason: string;
  by: string;
  at: Date;
}

/** The kill switch. Scopes: `global`, or a repository's full name. */
export interface KillSwitch {
  /**
   * The stop that holds for this repository now, or null. A name may be in any case, a former one, or one that heal does not know;
   * `id`, where it is known, says which repository is meant even when its name is another's by now. Throws
   * `HEAL_SWITCH_UNREADABLE`: callers must then not write.
   */
  stopped(repository: string | null, id?: number | null): Promise<Stop | null>;
  /** Stays with the repository when it gets another name; for a name that heal does not know yet it holds by that name. */
  stop(scope: string, reason: string, by: string): Promise<void>;
  /** False when nothing was stopped. */
  resume(scope: string, by: string): Promise<boolean>;
}

/** Feature flags by OpenFeature; a flag that cannot be read has its safe default. Read anew at each call. */
export interface Flags {
  /** `repository` and `id`: of which repository; left out: of all of heal. */
  enabled(name: FlagName, context: { repository?: string; id?: number | null }): Promise<boolean>;
}
