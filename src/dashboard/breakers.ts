import { breakerOf, installationRule, ruleOf, type Breaker, type Rule } from "../decision/breaker.js";
import type { Attempt } from "../decision/attempt.js";
import { moves } from "../playbooks/moves.js";
import { attemptsOf } from "../store/attempts.js";
import type { Db } from "../store/db.js";
import { moment } from "./format.js";

/** Attempts that the page looks through: the newest of all repositories. */
const LOOKED_AT = 3_000;

/** Circuit breakers that are not closed: of each repository and move, and of each installation. */
export async function trippedBreakers(db: Db, now: Date) {
  const all = await attemptsOf(db, {}, now, { limit: LOOKED_AT });
  const own = [...groups(all, ({ repository }) => repository)].flatMap(([repository, attempts]) =>
    moves.map((move) =>
      line(
        repository,
        move,
        attempts.filter((one) => one.move === move),
        ruleOf(move),
        now,
      ),
    ),
  );
  const wide = [...groups(all, ({ installationId }) => installationId)].map(([installation, attempts]) =>
    installation === null
      ? null
      : line(`installation ${installation}`, "every move", attempts, installationRule, now),
  );
  return [...own, ...wide].filter((one) => one !== null);
}

function groups<T, K>(all: readonly T[], by: (one: T) => K): Map<K, T[]> {
  const found = new Map<K, T[]>();
  for (const one of all) found.set(by(one), [...(found.get(by(one)) ?? []), one]);
  return found;
}

function line(of: string, move: string, attempts: readonly Attempt[], rule: Rule, now: Date) {
  const breaker: Breaker = breakerOf(attempts, rule, now);
  if (breaker.state === "closed") return null;
  return {
    of,
    move,
    state: breaker.state,
    colour: breaker.state === "open" ? "down" : "degraded",
    why: rule.says,
    since: moment(breaker.since, now),
    trial: breaker.state === "open" ? moment(breaker.until, now) : null,
    underWay: breaker.state === "half-open" && breaker.trial,
  };
}
