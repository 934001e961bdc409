import { finalStates } from "../events/incident.js";
import { routedText } from "../playbooks/service-line.js";
import type { Route } from "../server/route.js";
import { closeByHand, getIncident, type IncidentRow } from "../store/incidents.js";
import { leadingAlert, membersOf } from "../store/alert-members.js";
import { routeByHand } from "../store/alert-incidents.js";
import { appendAudit } from "../store/audit.js";
import { incidentId } from "../store/dashboard-queries.js";
import type { Db } from "../store/db.js";
import { getRepository, refOf } from "../store/repositories.js";
import { addTimeline } from "../store/timeline.js";
import type { DashboardDeps } from "./deps.js";
import { isOwnForm, readForm, type FormKey } from "./form.js";
import { errorPage, notFoundPage, securityHeaders, sendPage } from "./send.js";

/** The dashboard knows who may come in, not who came. */
const BY = "dashboard";

export const unroutedPurpose = (incident: number): string => `unrouted:${incident}`;

/** `POST /incidents/:id`: somebody says to which repository an alert belongs, or that it is nothing to care about. */
export const unroutedRoute = (deps: DashboardDeps, key: FormKey): Route => ({
  method: "POST",
  path: "/incidents/:id",
  access: "page",
  handler: async ({ req, res, params }) => {
    const form = await readForm(req);
    const id = incidentId(params.id ?? "");
    const back = { href: `/incidents/${id}`, name: "The incident" };
    const refuse = (status: number, title: string, text: string) =>
      sendPage(res, status, errorPage(title, text, back));
    if (!isOwnForm(req, key.fits(unroutedPurpose(id ?? 0), form.get("form")), deps.publicUrl))
      return refuse(
        403,
        "This was not sent from heal's own page",
        "Open the incident anew, and use its buttons.",
      );
    const row = id === null ? null : await getIncident(deps.db, id);
    if (!row) return sendPage(res, 404, notFoundPage);
    const wanted = form.get("do");
    if (wanted !== "route" && wanted !== "close")
      return refuse(400, "Nothing was said", "The alert is routed or closed.");
    if (row.kind !== "alert" || row.repository !== null || finalStates.includes(row.state))
      return refuse(
        409,
        "It is not without a repository any more",
        "It was routed, or is over, since the page was made.",
      );
    const problem =
      wanted === "close" ? await close(row, deps) : await route(row, form.get("repository") ?? "", deps);
    if (problem !== null) return refuse(400, "It was not routed", problem);
    res.writeHead(303, { ...securityHeaders, location: `/incidents/${row.id}` }).end();
  },
});

/** Why it was not done; null: it was. */
async function route(
  row: IncidentRow,
  name: string,
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
    await addTimeline(tx, row.id, { kind: "asked", actor: BY, text, at });
    await audit(tx, row, { do: "route", repository: to.fullName }, at);
    return true;
  });
  if (!routed) return "It was routed, or ended, at the same time.";
  await wake?.(row.id);
  return null;
}

async function close(row: IncidentRow, { db, clock }: DashboardDeps): Promise<string | null> {
  const at = clock.now();
  await db.tx(async (tx) => {
    await closeByHand(tx, row.id, at);
    await addTimeline(tx, row.id, { kind: "closed", actor: BY, text: "Closed by hand", at });
    await audit(tx, row, { do: "close" }, at);
  });
  return null;
}

const audit = (tx: Db, { id }: IncidentRow, detail: Record<string, string>, at: Date): Promise<void> =>
  appendAudit(tx, { at, actor: BY, kind: "route", subject: `incident:${id}`, detail });
