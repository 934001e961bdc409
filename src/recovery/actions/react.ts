import { z } from "zod";
import { defineAction } from "../action.js";

const params = z.object({
  commentId: z.number(),
  /** The comment is one on a line of a pull request. */
  review: z.boolean().default(false),
  reaction: z.enum(["+1", "-1", "confused", "rocket", "eyes"]),
});

export const react = defineAction<z.output<typeof params>>({
  name: "react",
  says: "Puts a reaction on a /heal command, so that its author sees it was read.",
  risk: "low",
  reach: "answer",
  permission: "issues: write",
  flag: null,
  content: false,
  params,
  undo: "Remove the reaction.",
  // GitHub itself keeps one reaction of a kind per user: a second one is the first.
  observe: async () => null,
  apply: async (plan, { commentId, review, reaction }, { github }) => {
    await github.react(plan.repository, { id: commentId, review }, reaction);
    return { id: commentId };
  },
});
