import type { Plan } from "../../decision/plan.js";
import type { RepositoryRef } from "../../events/event.js";
import type { Pull } from "../../github/port.js";
import type { FixRow } from "../../store/fixes.js";
import { repositoryOf as repositoryOfRow } from "../deps.js";
import type { FixContext } from "./context.js";

export const repositoryOf = ({ row }: FixContext): RepositoryRef => repositoryOfRow(row);

/** A fix has one number in the whole database, so its keys outlive the repository's name. */
export const keyOf = (what: string, fix: FixRow, ...more: (string | number)[]): string =>
  [`fix-${what}`, fix.id, ...more].join(":");

export const planFor = (
  fix: FixRow,
  context: FixContext,
  action: string,
  key: string,
  params: Plan["params"],
): Plan => ({
  action,
  key,
  repository: repositoryOf(context),
  incidentId: context.row.id,
  since: fix.created_at.toISOString(),
  params,
  partOf: "fix",
  ...(context.chosen.asked?.offer === undefined ? {} : { approved: true }),
});

/** A write to a fix's pull request: for the commit and the base that were looked at, and once for each such pair. */
export const pullPlan = (
  fix: FixRow,
  context: FixContext,
  action: string,
  what: string,
  { number, nodeId, url, headSha, baseRef }: Pull,
  params: Plan["params"] = {},
): Plan => {
  // Against another branch it is another change of the same commit, to which other writes belong.
  const place = baseRef === fix.base_branch ? [headSha] : [headSha, baseRef];
  return planFor(fix, context, action, keyOf(what, fix, ...place), {
    ...{ number, nodeId, url, headSha, baseRef },
    ...params,
  });
};
