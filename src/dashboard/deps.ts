import type { Clock } from "../core/clock.js";
import type { OpenCircuit } from "../github/circuit.js";
import type { Db } from "../store/db.js";

/** What pages are made from; `app.ts` gives it. */
export interface DashboardDeps {
  db: Db;
  clock: Clock;
  /** Where senders reach heal, for the hints of empty pages; default: the address the page was asked at. */
  publicUrl?: string;
  /** Installations for which this process leaves GitHub alone at the moment. */
  resting?: () => OpenCircuit[] | Promise<OpenCircuit[]>;
}
