import type { Route } from "../server/route.js";
import { incidentId } from "../store/dashboard-queries.js";
import { getIncident } from "../store/incidents.js";
import type { Refusal } from "./asked.js";
import type { DashboardDeps } from "./deps.js";
import { isOwnForm, readForm, type FormKey } from "./form.js";
import { actOnIncident, actionsPurpose } from "./incident-actions.js";
import { operatorOf } from "./operator.js";
import { errorPage, notFoundPage, securityHeaders, sendPage } from "./send.js";
import { decideUnrouted, unroutedPurpose } from "./unrouted.js";

/** `POST /incidents/:id`: the forms of an incident's page. Each is signed for what it is for. */
export const incidentFormRoute = (deps: DashboardDeps, key: FormKey): Route => ({
  method: "POST",
  path: "/incidents/:id",
  access: "page",
  handler: async ({ req, res, params }) => {
    const form = await readForm(req);
    const id = incidentId(params.id ?? "");
    const back = { href: `/incidents/${id}`, name: "The incident" };
    const refuse = ({ status, title, text }: NonNullable<Refusal>) =>
      sendPage(res, status, errorPage(title, text, back));
    const [purpose, carryOut] = form.has("action")
      ? [actionsPurpose, actOnIncident]
      : [unroutedPurpose, decideUnrouted];
    if (!isOwnForm(req, key.fits(purpose(id ?? 0), form.get("form")), deps.publicUrl))
      return refuse({
        status: 403,
        title: "This was not sent from heal's own page",
        text: "Open the incident anew, and use its buttons.",
      });
    const row = id === null ? null : await getIncident(deps.db, id);
    if (!row) return sendPage(res, 404, notFoundPage);
    const refusal = await carryOut({ row, form, by: operatorOf(req) }, deps);
    if (refusal !== null) return refuse(refusal);
    res.writeHead(303, { ...securityHeaders, location: `/incidents/${row.id}` }).end();
  },
});
