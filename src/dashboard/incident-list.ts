import { isBurningCursor, listBurning, type BurningLine } from "../store/burning-list.js";
import { writeCursor } from "../store/cursor.js";
import type { Db } from "../store/db.js";
import {
  incidentLines,
  listIncidents,
  type IncidentFilter,
  type ListedIncident,
} from "../store/incident-list.js";
import type { StateChoice } from "./state-choice.js";

/** Lines of a page. */
const LINES = 50;
/** Alerts of a storm that are shown when its line is opened. */
const MEMBERS = 30;

/** Before all that is over. */
const FIRST_OVER = writeCursor({ at: new Date("9999-12-31T23:59:59Z"), id: "0" });

export interface BurningRow extends Omit<BurningLine, "ids"> {
  /** Those that are shown, the worst first. */
  shown: [ListedIncident, ...ListedIncident[]];
}

export interface IncidentPage {
  burning: BurningRow[];
  over: ListedIncident[];
  next: string | null;
}

/** What burns, worst first, and behind it what is over, last seen first. */
export async function incidentPageOf(
  db: Db,
  filter: IncidentFilter,
  choice: StateChoice,
): Promise<IncidentPage> {
  const { cursor, ...wanted } = filter;
  // Whoever asks for a service wants to see its alerts.
  const apart = filter.service !== undefined;
  const behind = cursor !== undefined && !isBurningCursor(cursor);
  const first =
    behind || choice.burning.length === 0
      ? { lines: [], next: null }
      : await listBurning(db, { ...wanted, states: choice.burning, apart, cursor, limit: LINES });
  const burning = await withMembers(db, first.lines);
  const left = LINES - burning.length;
  if (first.next !== null || choice.over === "none") return { burning, over: [], next: first.next };
  if (left <= 0) return { burning, over: [], next: FIRST_OVER };
  const { incidents, next } = await listIncidents(db, {
    ...{ ...wanted, over: true, limit: left },
    ...(choice.over === "all" ? {} : { state: choice.over }),
    ...(behind ? { cursor } : {}),
  });
  return { burning, over: incidents, next };
}

async function withMembers(db: Db, lines: readonly BurningLine[]): Promise<BurningRow[]> {
  const wanted = lines.flatMap(({ ids }) => ids.slice(0, MEMBERS));
  const found = new Map((await incidentLines(db, wanted)).map((row) => [row.id, row]));
  return lines.flatMap(({ ids, ...line }) => {
    const [lead, ...others] = ids.slice(0, MEMBERS).flatMap((id) => found.get(id) ?? []);
    // It was deleted between the two looks.
    return lead === undefined ? [] : [{ ...line, shown: [lead, ...others] }];
  });
}
