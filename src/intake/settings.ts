import { createSettings } from "../core/settings.js";
import { alertSources } from "./sources/index.js";

/** The settings of heal with all its sources of alerts. */
export const { parseSettings, settingsTable } = createSettings(alertSources);
