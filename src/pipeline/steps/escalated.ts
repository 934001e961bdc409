import { repositoryOf, type Step } from "../deps.js";
import { escalate, lastReasons } from "../escalate.js";
import { isCategoryOutdated } from "../outdated-category.js";
import { endIfOver } from "../self-resolution.js";
import { decideNext } from "./decide.js";
import { diagnose } from "./diagnose.js";

/** People have it: tell them what is new, take up what they ask for, end it when it is over. */
export const keepPeopleInformed: Step = async (row, deps) => {
  if (row.requested) return decideNext(row, deps);
  const over = await endIfOver(row, deps);
  if (over) return over;
  // It could not be looked into when it was handed over.
  const record = row.diagnosis;
  if (record === null || (await isCategoryOutdated(row, deps))) return diagnose(row, deps);
  const rules = await deps.rules.of(repositoryOf(row));
  return escalate(row, record, await lastReasons(row, deps), rules, deps);
};
