import * as initial from "./0001_initial.js";

/** In order; a migration that has landed is never edited, only followed. */
export const migrations = [{ name: "0001_initial", ...initial }] as const;
