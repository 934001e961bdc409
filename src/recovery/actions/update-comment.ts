import { z } from "zod";
import { defineAction, published } from "../action.js";

const params = z.object({
  id: z.number(),
  url: z.string(),
  body: published,
  /** The plan under which the comment was made: its mark stays the last line. */
  madeBy: z.object({ action: z.string(), key: z.string() }),
});

export const updateComment = defineAction<z.output<typeof params>>({
  name: "update-comment",
  says: "Brings heal's one comment on a pull request up to date.",
  risk: "low",
  reach: "speak",
  permission: "issues: write",
  flag: null,
  content: false,
  params,
  undo: "Edit or delete the comment; GitHub keeps the earlier text.",
  // Setting the same text twice is one effect.
  observe: async () => null,
  apply: async ({ repository }, { id, url, body, madeBy }, { github, marks }) => {
    const mark = marks.line({ kind: madeBy.action, repository, key: madeBy.key });
    await github.updateComment(repository, id, `${body}\n\n${mark}`);
    return { id, url };
  },
});
