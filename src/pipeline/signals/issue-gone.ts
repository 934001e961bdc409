import { addTimeline } from "../../store/timeline.js";
import { forgetIssue } from "../../store/issue-placement.js";
import type { Handler } from "./handler.js";

export const issueGone: Handler<"issue-gone"> = async ({ repository, issue, by, how, at }, { tx }) => {
  const lost = await forgetIssue(tx, repository.fullName, issue);
  for (const id of lost)
    await addTimeline(tx, id, {
      kind: "trouble",
      actor: `@${by}`,
      text: `Issue ${issue} was ${how}; when the failure comes again it gets a new one`,
      at,
    });
  return lost.at(-1) ?? null;
};
