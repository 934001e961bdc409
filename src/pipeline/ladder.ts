import { HOUR, MINUTE } from "../core/clock.js";
import { instant } from "../core/format.js";
import { weeklyWindow } from "../detection/maintenance.js";
import type { Category } from "../diagnosis/category.js";
import type { Notifiers } from "../escalation/configured.js";
import type { RepositoryConfig } from "../playbooks/repository-config.js";
import type { Rung } from "../playbooks/ladder.js";
import type { IncidentRow } from "../store/incidents.js";
import type { PlannedCall } from "../store/ladder.js";

const REMINDERS = 3;
/** Every weekly window opens within this. */
const LOOKED_AHEAD_MS = 8 * 24 * HOUR;

type Called = Pick<IncidentRow, "severity" | "service">;
type Told = Pick<Notifiers, "names" | "defaults">;

/** Whom to call, and when, while nobody takes an incident up that is handed to people now, and of which `notify` are told at once. */
export function laterCalls(
  row: Called,
  category: Category | null,
  { escalate: { ladder, remind } }: Pick<RepositoryConfig, "escalate">,
  { notify, names, defaults, now }: Told & { notify: readonly string[]; now: Date },
): PlannedCall[] {
  const rungs = ladder
    .map((rung, i): { rung: Rung; call: PlannedCall } => {
      const at = withinHours(new Date(now.getTime() + rung.after), rung.hours);
      const known = rung.notify.filter((name) => names.includes(name));
      // As for those told at once: a name that nobody bears must not make silence.
      const notifiers = known.length === rung.notify.length ? known : [...known, ...defaults];
      return { rung, call: { what: "rung", rung: i + 1, notifiers, at } };
    })
    .filter(({ rung, call }) => matches(rung, row, category) && call.notifiers.length > 0)
    .map(({ call }) => call)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const reminded = notify.length > 0 ? notify : (rungs[0]?.notifiers ?? []);
  if (remind === undefined || reminded.length === 0) return rungs;
  const reminders = Array.from({ length: REMINDERS }, (_, i): PlannedCall => {
    const at = new Date(now.getTime() + (i + 1) * remind);
    return { what: "reminder", rung: i + 1, notifiers: reminded, at };
  });
  return [...rungs, ...reminders];
}

const matches = ({ severity, category, service }: Rung, row: Called, is: Category | null): boolean =>
  (severity?.includes(row.severity) ?? true) &&
  (category === undefined || (is !== null && category.includes(is))) &&
  (service === undefined || (row.service !== null && service.includes(row.service)));

/** The first moment of the hours from then on. */
function withinHours(at: Date, hours: Rung["hours"]): Date {
  if (hours === undefined || weeklyWindow(hours, at.getTime())) return at;
  // A minute's steps: hours may be short.
  for (let ms = at.getTime() + MINUTE; ms <= at.getTime() + LOOKED_AHEAD_MS; ms += MINUTE) {
    const window = weeklyWindow(hours, ms);
    if (window) return new Date(Math.max(window.from, at.getTime()));
  }
  return at;
}

/** For a line of the story. */
export function callsText(calls: readonly PlannedCall[]): string {
  const told = calls.map(({ what, notifiers, at }) => {
    const verb = what === "rung" ? "told" : "reminded";
    return `${notifiers.join(", ")} ${notifiers.length === 1 ? "is" : "are"} ${verb} at ${instant(at)}`;
  });
  return `If nobody takes it up (/heal ack, an assignee, a comment): ${told.join("; ")}`;
}
