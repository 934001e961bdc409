import { ack } from "./ack.js";
import { approve } from "./approve.js";
import { assign } from "./assign.js";
import { close } from "./close.js";
import type { HealCommand } from "./command.js";
import { correct } from "./correct.js";
import { explain } from "./explain.js";
import { fix } from "./fix.js";
import { createHelp } from "./help.js";
import { ignore } from "./ignore.js";
import { mute } from "./mute.js";
import { notMine } from "./not-mine.js";
import { reject } from "./reject.js";
import { resume } from "./resume.js";
import { retry } from "./retry.js";
import { rollback } from "./rollback.js";
import { route } from "./route.js";
import { simulate } from "./simulate.js";
import { status } from "./status.js";
import { stop } from "./stop.js";
import { unmute } from "./unmute.js";
import { why } from "./why.js";

const others: readonly HealCommand[] = [
  status,
  explain,
  why,
  simulate,
  ack,
  assign,
  retry,
  fix,
  approve,
  reject,
  rollback,
  correct,
  notMine,
  ignore,
  close,
  mute,
  unmute,
  route,
  stop,
  resume,
];

/** Every `/heal` command. Help, the README's table and the permission tests come from this list. */
export const commands: readonly HealCommand[] = [...others, createHelp(others)];
