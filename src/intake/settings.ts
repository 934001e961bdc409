import { createSettings } from "../core/settings.js";
import { notifierKinds } from "../escalation/notifiers/index.js";
import { alertSources } from "./sources/index.js";

/** The settings of heal with all its sources of alerts and all its kinds of notifiers. */
export const { parseSettings, settingsTable } = createSettings(alertSources, notifierKinds);
