import type { SwitchRow } from "../store/stops.js";
import { ENVIRONMENT, isOfRepository, listStops } from "../store/stops.js";
import type { DashboardDeps } from "./deps.js";
import { moment } from "./format.js";
import type { PageLoader } from "./send.js";

/** How a person lifts this very stop. */
export function liftedBy({ scope }: Pick<SwitchRow, "scope">): { text: string; code: string } {
  if (scope === ENVIRONMENT)
    return { text: "To lift it, unset HEAL_EMERGENCY_STOP and start heal anew:", code: "heal serve" };
  if (scope === "global") return { text: "To lift it, on heal's machine:", code: "heal resume" };
  return { text: "To lift it, in an issue or pull request there:", code: "/heal resume" };
}

const placeOf = (stop: SwitchRow): string =>
  isOfRepository(stop) ? `heal is stopped in ${stop.scope}` : "heal is stopped everywhere";

/** Every page says at its top what is stopped, by whom, and how that is undone. */
export const withStops =
  ({ db, clock }: Pick<DashboardDeps, "db" | "clock">, show: PageLoader): PageLoader =>
  async (context) => {
    const [page, stops] = await Promise.all([show(context), listStops(db)]);
    const now = clock.now();
    const shown = stops.map((stop) => ({
      what: placeOf(stop),
      ...{ by: stop.by, reason: stop.reason, at: moment(stop.at, now) },
      lift: liftedBy(stop),
    }));
    return page && { ...page, stops: shown };
  };
