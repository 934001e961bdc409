import type { Guard } from "../context.js";
import { approval } from "./approval.js";
import { blastRadius } from "./blast-radius.js";
import { breaker } from "./breaker.js";
import { budget } from "./budget.js";
import { capability } from "./capability.js";
import { cooldown } from "./cooldown.js";
import { dependency } from "./dependency.js";
import { fork } from "./fork.js";
import { freshness } from "./freshness.js";
import { hold } from "./hold.js";
import { killSwitch } from "./kill-switch.js";
import { lineage } from "./lineage.js";
import { mode } from "./mode.js";
import { rejected } from "./rejected.js";
import { sight } from "./sight.js";
import { steady } from "./steady.js";
import { systems } from "./systems.js";
import { trigger } from "./trigger.js";
import { trust } from "./trust.js";

/** In order: permission, correctness, limits. */
export const guards: Readonly<Record<string, Guard>> = {
  "kill-switch": killSwitch,
  systems,
  mode,
  lineage,
  fork,
  trigger,
  freshness,
  sight,
  steady,
  dependency,
  capability,
  rejected,
  approval,
  breaker,
  cooldown,
  "blast-radius": blastRadius,
  budget,
  trust,
  hold,
};
