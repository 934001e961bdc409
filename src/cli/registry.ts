import { anomalies } from "./anomalies.js";
import { changepoints } from "./changepoints.js";
import { diagnose } from "./diagnose.js";
import { redeliver } from "./redeliver.js";
import { replay } from "./replay.js";
import type { Subcommand } from "./subcommand.js";

/** Every subcommand: a contract test compares this list with the folder. */
export const subcommands: readonly Subcommand[] = [anomalies, changepoints, diagnose, redeliver, replay];
