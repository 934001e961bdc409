import { addTimeline } from "../../store/timeline.js";
import { closeByHand, incidentsOfIssue } from "../../store/incidents.js";
import type { Handler } from "./handler.js";

/** A person who closes the issue closes what it is about; a summary is the issue of many. */
export const issueClosed: Handler<"issue-closed"> = async (signal, { tx, clock }) => {
  if (signal.bot) return null;
  let last: number | null = null;
  for (const row of await incidentsOfIssue(tx, signal.repository.fullName, signal.issue)) {
    if ((await closeByHand(tx, row.id, clock.now())) === 0) continue;
    await addTimeline(tx, row.id, {
      kind: "closed",
      actor: `@${signal.by}`,
      text: `@${signal.by} closed the issue`,
      url: row.issue_url,
      at: signal.at,
    });
    last = row.id;
  }
  return last;
};
