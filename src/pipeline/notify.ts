import { limits } from "../core/limits.js";
import type { Notifiers } from "../escalation/configured.js";
import { isOfOneChange } from "../events/line.js";
import { defaultConfig, type RepositoryConfig } from "../playbooks/repository-config.js";
import type { IncidentRow } from "../store/incidents.js";
import type { Next, PipelineDeps, Rules } from "./deps.js";
import { sharedBranches } from "./shared-branches.js";

type Deps = Pick<PipelineDeps, "notifiers" | "clock">;

/** All that `heal.yml` names, for now and for later. */
export const namedNotifiers = ({ escalate: { notify, ladder } }: RepositoryConfig): string[] => [
  ...new Set([...notify, ...ladder.flatMap((rung) => rung.notify)]),
];

/** Names in `heal.yml` that no notifier bears, as its other troubles are told; null: there are none. */
export function unknownNotifiers(
  named: readonly string[],
  { names }: Pick<Notifiers, "names">,
): string | null {
  const unknown = named.filter((name) => !names.includes(name));
  if (unknown.length === 0) return null;
  const shown = unknown.slice(0, 5).map((name) => JSON.stringify(name.slice(0, 50)));
  return `escalate: the operator has no notifier ${shown.join(", ")}; the default ones are told instead`;
}

/** Who is told that an incident needs a person: whom its repository names, else, of what is severe, the default ones. */
export function addresseesOf(
  row: Pick<IncidentRow, "kind" | "run" | "severity">,
  rules: Pick<Rules, "config"> | null,
  { names, defaults }: Pick<Notifiers, "names" | "defaults">,
): string[] {
  // That is told by the check run of its commit.
  if (row.run !== null && isOfOneChange(row.run, sharedBranches(rules?.config ?? defaultConfig))) return [];
  const wanted = rules?.config.escalate.notify ?? [];
  const known = wanted.filter((name) => names.includes(name));
  if (wanted.length > 0 && known.length === wanted.length) return known;
  const severe = row.severity === "critical" || row.severity === "error";
  return [...known, ...(severe ? defaults : [])];
}

/** Calling people for a critical alert is no act on its repository: neither mode nor stop keeps the operator's own notifiers silent. */
export const alwaysTold = (
  row: Pick<IncidentRow, "kind" | "severity">,
  { notifiers }: Pick<Deps, "notifiers">,
): readonly string[] => (row.kind === "alert" && row.severity === "critical" ? notifiers.defaults : []);

/** When an alert has fired long enough for somebody to be called. */
const heldUntil = (row: IncidentRow, holdMs: number): Date => new Date(row.first_seen.getTime() + holdMs);

/** The same step, with those told that are told whatever is allowed; what may be over in a moment is told when it is not. */
export function withAlwaysTold(
  next: Next,
  row: IncidentRow,
  deps: Deps,
  holdMs: number = limits.alertHoldMs,
): Next {
  return toldAfter(next, alwaysTold(row, deps), heldUntil(row, holdMs), deps);
}

/** An alert that finds no repository, so that no issue can tell of it. */
export const unrouted = (next: Next, row: IncidentRow, deps: Deps): Next =>
  toldAfter(next, addresseesOf(row, null, deps.notifiers), heldUntil(row, limits.alertHoldMs), deps);

function toldAfter(next: Next, notify: readonly string[], at: Date, { clock }: Deps): Next {
  if (notify.length === 0) return next;
  if (at <= clock.now()) return { ...next, notify };
  const sooner = next.nextStepAt !== null && next.nextStepAt < at;
  return sooner ? next : { ...next, nextStepAt: at };
}

/** A step that fails again and again, as GitHub is away: a critical alert is told of meanwhile. */
export const toldInTrouble = (row: IncidentRow, deps: Deps): readonly string[] =>
  heldUntil(row, limits.tellCriticalMs) <= deps.clock.now() ? alwaysTold(row, deps) : [];
