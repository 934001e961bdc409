import type { Clock } from "../core/clock.js";
import type { OpenCircuit } from "../github/circuit.js";
import type { Refusals } from "../intake/refusals.js";
import type { Source } from "../intake/source.js";
import type { Db } from "../store/db.js";

/** What pages are made from; `app.ts` gives it. */
export interface DashboardDeps {
  db: Db;
  clock: Clock;
  /** Where senders reach heal, for the hints of empty pages; default: the address the page was asked at. */
  publicUrl?: string;
  /** What bodies are read by; default: the built-in sources, without a mapping of one's own. */
  sources?: readonly Source[];
  /** Somebody said something about an incident: it is looked at without waiting for the sweep. */
  wake?: (incident: number) => Promise<void>;
  /** Installations for which this process leaves GitHub alone at the moment. */
  resting?: () => OpenCircuit[] | Promise<OpenCircuit[]>;
  /** How a person takes an action back. */
  undoOf?: (action: string) => string | null;
  /** Who was sent away by this process; absent: it takes nothing in. */
  refusals?: Pick<Refusals, "since" | "list">;
}
