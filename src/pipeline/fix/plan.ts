import type { Plan } from "../../decision/plan.js";
import type { RepositoryRef } from "../../events/event.js";
import type { Pull } from "../../github/port.js";
import type { FixRow } from "../../store/fixes.js";
import { toIncident } from "../../store/incidents.js";
import type { FixContext } from "./context.js";

export const repositoryOf = ({ row }: FixContext): RepositoryRef =>
  toIncident(row).repository as RepositoryRef;

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
});

/** A write to a fix's pull request: for the commit that was looked at, and once for each such commit. */
export const pullPlan = (
  fix: FixRow,
  context: FixContext,
  action: string,
  what: string,
  { number, nodeId, url, headSha }: Pull,
  params: Plan["params"] = {},
): Plan =>
  planFor(fix, context, action, keyOf(what, fix, headSha), { number, nodeId, url, headSha, ...params });
