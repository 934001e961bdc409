import { z } from "zod";
import { define, marker } from "../action.js";

const params = z.object({
  title: z.string(),
  body: z.string(),
  labels: z.array(z.string()),
  assignees: z.array(z.string()),
});

export const createIssue = define<z.output<typeof params>>({
  name: "create-issue",
  says: "Opens an issue.",
  risk: "low",
  reach: "speak",
  permission: "issues: write",
  flag: null,
  content: true,
  params,
  undo: "Close the issue.",
  // The list, not the search: GitHub's search lags behind by seconds.
  observe: async (plan, _params, { github }) => {
    const own = (await github.ownIssues(plan.repository)).find((issue) =>
      issue.body.includes(marker(plan.key)),
    );
    return own ? { number: own.number, url: own.url } : null;
  },
  apply: async (plan, { title, body, labels, assignees }, { github }) => {
    const issue = await github.createIssue(plan.repository, {
      title,
      body: `${body}\n\n${marker(plan.key)}`,
      labels,
      assignees,
    });
    return { number: issue.number, url: issue.url };
  },
});
