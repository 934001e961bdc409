import { finalStates } from "../events/incident.js";
import { routedText } from "../playbooks/service-line.js";
import { closeByHand, type IncidentRow } from "../store/incidents.js";
import { leadingAlert, membersOf } from "../store/alert-members.js";
import { routeByHand } from "../store/alert-incidents.js";
import { appendAudit } from "../store/audit.js";
import type { Db } from "../store/db.js";
import { getRepository, refOf } from "../store/repositories.js";
import { addTimeline } from "../store/timeline.js";
import type { AskedOfIncident, Refusal } from "./asked.js";
import type { DashboardDeps } from "./deps.js";

export const unroutedPurpose = (incident: number): string => `unrouted:${incident}`;

/** Somebody says to which repository an alert belongs, or that it is nothing to care about. */
export async function decideUnrouted(
  { row, form, by }: AskedOfIncident,
  deps: DashboardDeps,
): Promise<Refusal> {
  const wanted = form.get("do");
  if (wanted !== "route" && wanted !== "close")
    return { status: 400, title: "Nothing was said", text: "The alert is routed or closed." };
  if (row.kind !== "alert" || row.repository !== null || finalStates.includes(row.state))
    return {
      status: 409,
      title: "It is not without a repository any more",
      text: "It was routed, or is over, since the page was made.",
    };
  const problem =
    wanted === "close"
      ? await close(row, by, deps)
      : await route(row, { to: form.get("repository") ?? "", by }, deps);
  return problem === null ? null : { status: 400, title: "It was not routed", text: problem };
}

/** Why it was not done; null: it was. */
async function route(
  row: IncidentRow,
  { to: name, by }: { to: string; by: string },
  { db, clock, wake }: DashboardDeps,
): Promise<string | null> {
  const repository = await getRepository(db, name);
  if (repository?.state !== "active") return "heal is not installed in that repository.";
  const at = clock.now();
  const to = refOf(repository);
  const labels = leadingAlert(await membersOf(db, row.id))?.labels ?? {};
  const routed = await db.tx(async (tx) => {
    if ((await routeByHand(tx, row.id, to, at)) === 0) return false;
    const text = routedText({ repository: to.fullName, by: "by hand", service: row.service, labels });
    await addTimeline(tx, row.id, { kind: "asked", actor: by, text, at });
    await audit(tx, row, { detail: { do: "route", repository: to.fullName }, by, at });
    return true;
  });
  if (!routed) return "It was routed, or ended, at the same time.";
  await wake?.(row.id);
  return null;
}

async function close(row: IncidentRow, by: string, { db, clock }: DashboardDeps): Promise<string | null> {
  const at = clock.now();
  await db.tx(async (tx) => {
    await closeByHand(tx, row.id, at);
    await addTimeline(tx, row.id, { kind: "closed", actor: by, text: "Closed by hand", at });
    await audit(tx, row, { detail: { do: "close" }, by, at });
  });
  return null;
}

const audit = (
  tx: Db,
  { id }: IncidentRow,
  { detail, by, at }: { detail: Record<string, string>; by: string; at: Date },
): Promise<void> => appendAudit(tx, { at, actor: by, kind: "route", subject: `incident:${id}`, detail });
