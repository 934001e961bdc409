import { z } from "zod";
import type { GitHub, Issue } from "../../github/port.js";
import type { Effect, Plan } from "../../decision/plan.js";
import { defineAction, markOf, published } from "../action.js";

const params = z.object({
  title: published,
  body: published,
  labels: z.array(z.string()),
  assignees: z.array(z.string()),
});

export const createIssue = defineAction<z.output<typeof params>>({
  name: "create-issue",
  says: "Opens an issue.",
  risk: "low",
  reach: "speak",
  permission: "issues: write",
  flag: null,
  content: true,
  params,
  undo: "Close the issue.",
  // The list, not the search: GitHub's search lags behind by seconds. The list may lag too.
  observe: async (plan, _params, { github, marks, made }) => {
    const listed = await github.ownIssues(plan.repository);
    const own = listed.find((issue) => issue.own && marks.ends(issue.body, markOf(plan)));
    if (own) return { number: own.number, url: own.url };
    if (await isBehind(listed, await made.others(plan), plan, github)) return "stale";
    return listed.length === 0 ? "empty" : "unseen";
  },
  apply: async (plan, { title, body, labels, assignees }, { github, marks }) => {
    const issue = await github.createIssue(plan.repository, {
      title,
      body: `${body}\n\n${marks.line(markOf(plan))}`,
      labels,
      assignees,
    });
    const left = issue.left ?? [];
    return {
      number: issue.number,
      url: issue.url,
      ...(left.length > 0
        ? { detail: `The issue was made without what GitHub refused: ${left.join(", ")}` }
        : {}),
    };
  },
});

/** Whether the list lacks the newest issue that heal knows it opened; one that people deleted since says nothing. */
async function isBehind(
  listed: readonly Issue[],
  known: readonly Effect[],
  { repository }: Plan,
  github: Pick<GitHub, "issue">,
): Promise<boolean> {
  for (const { number } of known.slice(0, 3)) {
    if (number === undefined) continue;
    if (listed.some((issue) => issue.number === number)) return false;
    if ((await github.issue(repository, number)) !== null) return true;
  }
  return false;
}
