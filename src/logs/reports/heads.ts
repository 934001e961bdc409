import type { Failure, Tally } from "./report.js";

export interface Counts {
  tests: number;
  failed: number;
  errors: number;
}

/** Where a head stands, and what there is to say of it. */
export interface About {
  readonly where: string;
  /** What is told where a failure is added. */
  readonly failure: () => Failure;
  /** Failures of attempts that did not decide: Surefire states them among the failures (EnricoMi's #539 shows it). */
  readonly attempts?: number;
}

export const noCounts = (): Counts => ({ tests: 0, failed: 0, errors: 0 });

/** Counts as heads write them; what is missing or no number says nothing. */
export type Stated = { [key in keyof Counts]?: number | undefined };

export const countIn = (value: unknown): number | undefined => {
  const count = typeof value === "string" && value.trim() !== "" ? Number(value.replaceAll(",", "")) : value;
  return typeof count === "number" && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
};

/**
 * Holds what a head states against what its elements show. The elements count; but where the head has failures and no element
 * shows one, or has failures for which tests are missing, those are added. Returns what was added.
 */
export function holdAgainst(stated: Stated, shown: Counts, tally: Tally, about: About): Counts {
  const { where, failure, attempts = 0 } = about;
  const added = noCounts();
  const said = (stated.failed ?? 0) + (stated.errors ?? 0);
  const red = shown.failed + shown.errors;
  const states = `${where} states ${said} failures and errors, its tests show ${red}`;
  if (said > red + attempts) {
    const absent = Math.max(0, (stated.tests ?? 0) - shown.tests);
    const lost = red === 0 ? said : Math.min(said - red, absent);
    const kind = (stated.errors ?? 0) > shown.errors ? "errors" : "failed";
    if (lost > 0) {
      const told = failure();
      const message = told.message.trim() === "" ? states : `${told.message.trim()}\n${states}`;
      tally.add(kind, () => ({ ...told, message }), lost);
      added.tests += lost;
      added[kind] += lost;
    }
    tally.warn(states);
  } else if (said < red && (stated.failed !== undefined || stated.errors !== undefined)) tally.warn(states);
  // What was added may be tests, or errors beside them.
  const counts = [shown.tests, shown.tests + added.tests];
  if (stated.tests !== undefined && !counts.includes(stated.tests))
    tally.warn(`${where} states ${stated.tests} tests, there are ${shown.tests}`);
  return added;
}
