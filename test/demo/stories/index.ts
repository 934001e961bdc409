import type { Story } from "../story.js";
import { agent } from "./agent.js";
import { alert } from "./alert.js";
import { command } from "./command.js";
import { escalation } from "./escalation.js";
import { formatting } from "./formatting.js";
import { learning } from "./learning.js";
import { report } from "./report.js";
import { transient } from "./transient.js";

export const stories: readonly Story[] = [
  transient,
  formatting,
  agent,
  alert,
  escalation,
  command,
  report,
  learning,
];
