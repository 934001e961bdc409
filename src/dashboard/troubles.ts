import { SECOND } from "../core/clock.js";
import { reasonOf } from "../core/errors.js";
import { clip } from "../core/text.js";
import type { OpenCircuit } from "../github/circuit.js";
import { listHealth } from "../store/health.js";
import { withTimeout } from "../store/timeout.js";
import { componentsNow } from "./component-state.js";
import type { DashboardDeps } from "./deps.js";
import { countText, moment } from "./format.js";

/** Told one by one on the front page; `/health` has them all. */
const SHOWN = 6;
/** The front page does not wait longer for the half that works. */
const ANSWER_MS = SECOND;

/** All that is not well on `/health`, heal's own parts first; null: all is well. */
export async function troublesNow(deps: Pick<DashboardDeps, "db" | "clock" | "resting">) {
  const now = deps.clock.now();
  const [rows, circuits] = await Promise.all([listHealth(deps.db), circuitsOf(deps)]);
  const bad = componentsNow(rows, now).filter(({ state }) => state !== "ok");
  const own = (component: string): boolean => component.startsWith("heal/");
  const parts = [...bad.filter((row) => own(row.component)), ...bad.filter((row) => !own(row.component))];
  if (parts.length + circuits.open.length === 0 && circuits.problem === null) return null;
  return {
    components: parts.slice(0, SHOWN).map((row) => ({
      ...{ name: row.component, state: row.state, reason: clip(row.reason, 300) },
      since: moment(row.since, now),
    })),
    // What is degraded still does its work.
    mild:
      bad.every(({ state }) => state === "degraded") &&
      circuits.open.length === 0 &&
      circuits.problem === null,
    more: parts.length > SHOWN ? countText(parts.length - SHOWN, "other component") : null,
    resting: circuits.open.map((one) => shownCircuit(one, now)),
    problem: circuits.problem,
  };
}

/** When the half that works does not say it, that is a trouble of its own, and the page comes all the same. */
async function circuitsOf({ resting }: Pick<DashboardDeps, "resting">) {
  try {
    return { open: await withTimeout(ANSWER_MS, Promise.resolve(resting?.() ?? [])), problem: null };
  } catch (error) {
    return { open: [], problem: clip(reasonOf(error), 300) };
  }
}

export const shownCircuit = ({ of, reason, since, until }: OpenCircuit, now: Date) => ({
  of: of === "app" ? "the App itself" : `installation ${of}`,
  reason,
  since: moment(since, now),
  until: moment(until, now),
});
