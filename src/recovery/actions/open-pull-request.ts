import { z } from "zod";
import { define, marker } from "../action.js";

const params = z.object({
  head: z.string().startsWith("heal/"),
  base: z.string(),
  title: z.string(),
  body: z.string(),
});

export const openPullRequest = define<z.output<typeof params>>({
  name: "open-pull-request",
  says: "Opens a draft pull request from a `heal/` branch.",
  risk: "medium",
  reach: "act",
  permission: "pull_requests: write",
  flag: "self_healing.fix",
  content: true,
  params,
  undo: "Close the pull request and delete its branch.",
  observe: async (plan, { head }, { github }) => {
    const pull = await github.pullOf(plan.repository, head);
    return pull ? { number: pull.number, url: pull.url } : null;
  },
  apply: async (plan, { head, base, title, body }, { github }) => {
    const pull = await github.openPull(plan.repository, {
      head,
      base,
      title,
      body: `${body}\n\n${marker(plan.key)}`,
      draft: true,
    });
    return { number: pull.number, url: pull.url };
  },
});
