import { discord } from "./discord.js";
import { email } from "./email.js";
import type { NotifierKind } from "./notifier.js";
import { opsgenie } from "./opsgenie.js";
import { pagerduty } from "./pagerduty.js";
import { slack } from "./slack.js";
import { teams } from "./teams.js";
import { webhook } from "./webhook.js";

/** Every kind of notifier: one a file of this folder. */
export const notifierKinds: readonly NotifierKind[] = [
  slack,
  teams,
  discord,
  pagerduty,
  opsgenie,
  email,
  webhook,
];
