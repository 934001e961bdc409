import {
  breakerOf,
  installationRule,
  LEAST_BAD,
  ruleOf,
  type Breaker,
  type Rule,
} from "../decision/breaker.js";
import type { Attempt } from "../decision/attempt.js";
import { moves } from "../playbooks/moves.js";
import { attemptsOf, badMoves, type BadMove } from "../store/attempts.js";
import type { Db } from "../store/db.js";
import { moment } from "./format.js";

/** Repositories, and installations, that the page looks at: those where something went wrong last. */
const LOOKED_AT = 50;

/** Circuit breakers that are not closed: of each repository and move, and of each installation; as decisions see them. */
export async function trippedBreakers(db: Db, now: Date) {
  const bad = await badMoves(db, now);
  const found: ReturnType<typeof line>[] = [];
  for (const repository of repositoriesOf(bad)) {
    const attempts = await attemptsOf(db, { repository }, now);
    for (const move of moves) {
      const own = attempts.filter((one) => one.move === move);
      found.push(line({ of: repository, move }, own, ruleOf(move), now));
    }
  }
  for (const installationId of installationsOf(bad)) {
    const attempts = await attemptsOf(db, { installationId }, now);
    const of = `installation ${installationId}`;
    found.push(line({ of, move: "every move" }, attempts, installationRule, now));
  }
  return found.filter((one) => one !== null);
}

const repositoriesOf = (bad: readonly BadMove[]): string[] => {
  const often = sums(bad, ({ repository, move }) => JSON.stringify([repository, move]), LEAST_BAD.move);
  return [...new Set(often.map(({ repository }) => repository))].slice(0, LOOKED_AT);
};

const installationsOf = (bad: readonly BadMove[]): number[] =>
  sums(bad, ({ installationId }) => installationId, LEAST_BAD.installation)
    .flatMap(({ installationId }) => installationId ?? [])
    .slice(0, LOOKED_AT);

/** The first of each that has at least so many bad attempts. */
function sums<K>(bad: readonly BadMove[], by: (one: BadMove) => K, least: number): BadMove[] {
  const found = new Map<K, { first: BadMove; sum: number }>();
  for (const one of bad) {
    const known = found.get(by(one)) ?? { first: one, sum: 0 };
    found.set(by(one), { ...known, sum: known.sum + one.bad });
  }
  return [...found.values()].filter(({ sum }) => sum >= least).map(({ first }) => first);
}

function line(at: { of: string; move: string }, attempts: readonly Attempt[], rule: Rule, now: Date) {
  const breaker: Breaker = breakerOf(attempts, rule, now);
  if (breaker.state === "closed") return null;
  return {
    ...at,
    state: breaker.state,
    colour: breaker.state === "open" ? "down" : "degraded",
    why: rule.says,
    since: moment(breaker.since, now),
    trial: breaker.state === "open" ? moment(breaker.until, now) : null,
    underWay: breaker.state === "half-open" && breaker.trial,
  };
}
