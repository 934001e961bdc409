import type { IncidentRow } from "../store/incidents.js";

/** What somebody asked for by a form of an incident's page. */
export interface AskedOfIncident {
  row: IncidentRow;
  form: URLSearchParams;
  by: string;
}

/** Why it was not done, for people; null: it was. */
export type Refusal = { status: number; title: string; text: string } | null;
