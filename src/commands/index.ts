import { approve } from "./approve.js";
import { close } from "./close.js";
import type { HealCommand } from "./command.js";
import { correct } from "./correct.js";
import { fix } from "./fix.js";
import { createHelp } from "./help.js";
import { notMine } from "./not-mine.js";
import { resume } from "./resume.js";
import { retry } from "./retry.js";
import { route } from "./route.js";
import { status } from "./status.js";
import { stop } from "./stop.js";

const others: readonly HealCommand[] = [
  retry,
  fix,
  approve,
  status,
  correct,
  notMine,
  close,
  route,
  stop,
  resume,
];

/** Every `/heal` command. Help, the README's table and the permission tests come from this list. */
export const commands: readonly HealCommand[] = [...others, createHelp(others)];
