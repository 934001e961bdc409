import { z } from "zod";
import { HealError } from "../../core/errors.js";
import { defineAction, published } from "../action.js";

const params = z.object({
  number: z.number(),
  url: z.string(),
  body: published.optional(),
  title: published.optional(),
  /** Titles that heal gives to it: any other is a person's, and stays. */
  titles: z.array(published).optional(),
  state: z.enum(["open", "closed"]).optional(),
});

export const updateIssue = defineAction<z.output<typeof params>>({
  name: "update-issue",
  says: "Brings the text or state of an issue that heal opened up to date.",
  risk: "low",
  reach: "speak",
  permission: "issues: write",
  flag: null,
  content: false,
  params,
  undo: "Edit or reopen the issue; GitHub keeps the earlier text.",
  // Setting the same text or state twice is one effect.
  observe: async () => null,
  apply: async (plan, { number, url, body, state, title, titles }, { github }) => {
    const before = await github.issue(plan.repository, number);
    if (!before) throw new HealError("HEAL_GITHUB_REFUSED", `issue ${number} is gone`);
    await github.updateIssue(plan.repository, number, {
      ...(body === undefined ? {} : { body: withMark(body, before.body) }),
      ...(title !== undefined && title !== before.title && titles?.includes(before.title) ? { title } : {}),
      ...(state === undefined ? {} : { state }),
    });
    return { number, url };
  },
});

/** The mark by which the issue is found again stays its last line. */
const withMark = (body: string, before: string): string => {
  const mark = /<!-- heal:[^\n]{1,300} -->$/.exec(before.trimEnd())?.[0];
  return mark === undefined ? body : `${body}\n\n${mark}`;
};
