import { anomalies } from "./anomalies.js";
import { audit } from "./audit.js";
import { changepoints } from "./changepoints.js";
import { diagnose } from "./diagnose.js";
import { doctor } from "./doctor.js";
import { flags } from "./flags.js";
import { flaky } from "./flaky.js";
import { migrate } from "./migrate.js";
import { redeliver } from "./redeliver.js";
import { replay } from "./replay.js";
import { resume } from "./resume.js";
import { serve } from "./serve.js";
import { stop } from "./stop.js";
import { redact } from "./redact.js";
import { report } from "./report.js";
import { templates } from "./templates.js";
import type { Subcommand } from "./subcommand.js";

/** Every subcommand: a contract test compares this list with the folder. */
export const subcommands: readonly Subcommand[] = [
  anomalies,
  audit,
  changepoints,
  diagnose,
  doctor,
  flags,
  flaky,
  migrate,
  redact,
  redeliver,
  replay,
  report,
  resume,
  serve,
  stop,
  templates,
];
