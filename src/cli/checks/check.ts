import type { Settings } from "../../core/settings.js";
import type { Store } from "../../store/open.js";
import type { CliIo } from "../subcommand.js";

export interface Checked {
  /** `note`: nothing is wrong, and worth knowing. */
  state: "ok" | "note" | "bad";
  detail: string;
}

/** What earlier checks found; a check that needs what is not there is not run. */
export interface Found {
  settings?: Settings;
  store?: Store;
}

/** One thing `heal doctor` looks at. */
export interface Check {
  name: string;
  needs?: keyof Found;
  /** A thrown error is bad, in its own words. May add to `found` for the checks after it. */
  run(found: Found, io: CliIo): Promise<Checked>;
}

export const ok = (detail: string): Checked => ({ state: "ok", detail });
export const note = (detail: string): Checked => ({ state: "note", detail });
export const bad = (detail: string): Checked => ({ state: "bad", detail });
