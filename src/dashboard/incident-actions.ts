import { clip } from "../core/text.js";
import { redact } from "../core/redact.js";
import { categories } from "../diagnosis/category.js";
import { finalStates } from "../events/incident.js";
import { createKillSwitch } from "../flags/kill-switch.js";
import type { Stop } from "../flags/port.js";
import { appendAudit } from "../store/audit.js";
import type { Db } from "../store/db.js";
import { labelIncident } from "../store/detections.js";
import { closeByHand, type IncidentRow } from "../store/incidents.js";
import { addLabel } from "../store/labels.js";
import { isOfRepository } from "../store/stops.js";
import { addTimeline } from "../store/timeline.js";
import type { AskedOfIncident, Refusal } from "./asked.js";
import type { DashboardDeps } from "./deps.js";
import type { FormKey } from "./form.js";
import { withSpaces } from "./format.js";
import { liftedBy } from "./stops.js";

export const actionsPurpose = (incident: number): string => `actions:${incident}`;

interface Asked extends AskedOfIncident {
  at: Date;
}

/** What a person can do; gives why it was not done, null: it was. */
type Action = (tx: Db, asked: Asked) => Promise<string | null>;

const actions: Readonly<Record<string, Action>> = {
  async close(tx, { row, by, at }) {
    if ((await closeByHand(tx, row.id, at)) === 0) return `It is ${row.state} already.`;
    await addTimeline(tx, row.id, { kind: "closed", actor: by, text: "Closed by hand", at });
    await appendAudit(tx, { at, actor: by, kind: "close", subject: `incident:${row.id}`, detail: {} });
    return null;
  },

  async stop(tx, { row, form, by, at }) {
    if (row.repository === null) return "It belongs to no repository that heal could be stopped in.";
    const reason = clip(redact(form.get("reason")?.trim() ?? ""), 200) || "no reason given";
    const text = `heal was stopped in ${row.repository} by hand: ${reason}`;
    await addTimeline(tx, row.id, { kind: "asked", actor: by, text, at });
    await switchOf(tx, at).stop(row.repository, reason, by);
    return null;
  },

  async resume(tx, { row, by, at }) {
    if (row.repository === null) return "It belongs to no repository.";
    const text = `heal acts in ${row.repository} again, by hand`;
    await addTimeline(tx, row.id, { kind: "asked", actor: by, text, at });
    const lifted = await switchOf(tx, at).resume(row.repository, by);
    return lifted ? null : "heal was not stopped in this repository alone, or acts there again by now.";
  },

  async correct(tx, { row, form, by, at }) {
    const label = categories.find((name) => name === form.get("category"));
    if (label === undefined) return "There is no such category.";
    await addLabel(tx, { incidentId: row.id, label, by, at });
    // Whoever names the cause says that there was something to find.
    await labelIncident(tx, { incident: row.id, verdict: "right", note: label, by, at });
    const text = `The cause is said to be ${withSpaces(label)}`;
    await addTimeline(tx, row.id, { kind: "asked", actor: by, text, at });
    await appendAudit(tx, { at, actor: by, kind: "label", subject: `incident:${row.id}`, detail: { label } });
    return null;
  },
};

const switchOf = (tx: Db, at: Date) => createKillSwitch(tx, { now: () => at });

/** Why nothing was done: what was begun is taken back. */
class NotDone extends Error {}

/** Closes an incident, stops heal in its repository or lets it act there again, or names the cause. */
export async function actOnIncident(
  { row, form, by }: AskedOfIncident,
  { db, clock }: DashboardDeps,
): Promise<Refusal> {
  const wanted = form.get("action") ?? "";
  const action = Object.hasOwn(actions, wanted) ? actions[wanted] : undefined;
  if (action === undefined)
    return { status: 400, title: "Nothing was said", text: "Use one of the incident's buttons." };
  try {
    await db.tx(async (tx) => {
      const problem = await action(tx, { row, form, by, at: clock.now() });
      if (problem !== null) throw new NotDone(problem);
    });
    return null;
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    return { status: 409, title: "It was not done", text: error.message };
  }
}

/** The buttons of an incident's page; null: it has none. What has no repository has a form of its own. */
export function shownActions(
  row: Pick<IncidentRow, "id" | "repository" | "state">,
  stop: Stop | null,
  key: FormKey,
) {
  if (row.repository === null) return null;
  const closes = !finalStates.includes(row.state);
  const everywhere = stop !== null && !isOfRepository(stop);
  const resumes = stop !== null && !everywhere;
  return {
    ...{ id: row.id, form: key.of(actionsPurpose(row.id)), repository: row.repository },
    ...{ closes, resumes, buttons: closes || resumes },
    stop: stop && { everywhere, by: stop.by, reason: stop.reason, lift: liftedBy(stop) },
    categories: categories.map((name) => ({ name, words: withSpaces(name) })),
  };
}
