import type { Kind } from "../kind.js";
import { action } from "./action.js";
import { agent } from "./agent.js";
import { check } from "./check.js";
import { command } from "./command.js";
import { guard } from "./guard.js";
import { notifier } from "./notifier.js";
import { page } from "./page.js";
import { rule } from "./rule.js";
import { source } from "./source.js";

export const kinds: readonly Kind[] = [source, rule, guard, action, command, notifier, agent, check, page];
