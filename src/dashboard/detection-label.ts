import { appendAudit } from "../store/audit.js";
import { getDetection, labelDetection } from "../store/detections.js";
import { incidentId } from "../store/dashboard-queries.js";
import type { Route } from "../server/route.js";
import { isOwnForm, readForm, type FormKey } from "./form.js";
import type { DashboardDeps } from "./deps.js";
import { notFoundPage, sendPage, securityHeaders, errorPage } from "./send.js";

/** The dashboard knows who may come in, not who came. */
const BY = "dashboard";

/** `POST /detections/:id/label`: somebody says whether a finding was right or noise. The last word counts. */
export const detectionLabelRoute = ({ db, clock, publicUrl }: DashboardDeps, key: FormKey): Route => ({
  method: "POST",
  path: "/detections/:id/label",
  access: "page",
  handler: async ({ req, res, params }) => {
    const form = await readForm(req);
    const id = incidentId(params.id ?? "");
    if (!isOwnForm(req, key.fits(`detection:${id}`, form.get("form")), publicUrl))
      return sendPage(
        res,
        403,
        errorPage(
          "This was not sent from heal's own page",
          "Open the detection's page anew, and use its buttons.",
        ),
      );
    const verdict = form.get("verdict");
    if (verdict !== "right" && verdict !== "noise")
      return sendPage(res, 400, errorPage("Nothing was said", "The answer is right or noise."));
    const row = id === null ? null : await getDetection(db, id);
    if (!row) return sendPage(res, 404, notFoundPage);
    const at = clock.now();
    await db.tx(async (tx) => {
      await labelDetection(tx, { detection: row.id, verdict, by: BY, at });
      await appendAudit(tx, {
        at,
        actor: BY,
        kind: "label",
        subject: `detection:${row.id}`,
        detail: { verdict },
      });
    });
    res.writeHead(303, { ...securityHeaders, location: `/detections/${row.id}` }).end();
  },
});
