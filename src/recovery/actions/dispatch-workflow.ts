import { z } from "zod";
import { HealError } from "../../core/errors.js";
import { defineAction, searchFrom, markOf } from "../action.js";

const params = z.object({
  workflow: z.string(),
  ref: z.string(),
  inputs: z.record(z.string(), z.string()),
  /** The input that takes this dispatch's mark, in a workflow that shows it in its runs' names. */
  markInput: z.string().optional(),
});

export const dispatchWorkflow = defineAction<z.output<typeof params>>({
  name: "dispatch-workflow",
  says: "Starts a workflow of the repository by workflow_dispatch.",
  risk: "medium",
  reach: "act",
  permission: "actions: write",
  flag: "self_healing.recovery",
  content: false,
  params,
  undo: "Cancel the run; what it did is the workflow's own to take back.",
  observe: async (plan, { workflow, markInput }, { github, marks, made }) => {
    const runs = await github.dispatchedRuns(plan.repository, workflow, searchFrom(plan));
    const named = runs.find((run) => run.title.split(/\s+/).some((word) => marks.isWord(word, markOf(plan))));
    if (named) return { id: named.runId, url: named.url };
    if (runs.length === 0) return "empty";
    if (markInput !== undefined) return "unseen";
    // A workflow that shows nothing in its runs' names: what heal started, and no other plan of heal's has.
    const taken = new Set((await made.others(plan)).map(({ id }) => id));
    const [one, more] = runs.filter((run) => !taken.has(run.runId));
    if (!one) return "unseen";
    // Dispatched it is; which of them is not known.
    return more ? { detail: workflow } : { id: one.runId, url: one.url, detail: workflow };
  },
  apply: async (plan, { workflow, ref, inputs, markInput }, { github, marks }) => {
    const mark = markInput === undefined ? {} : { [markInput]: marks.word(markOf(plan)) };
    try {
      const id = await github.dispatch(plan.repository, workflow, ref, { ...inputs, ...mark });
      return id === null ? { detail: workflow } : { id, detail: workflow };
    } catch (error) {
      if (error instanceof HealError && error.code === "HEAL_GITHUB_GONE")
        throw new HealError("HEAL_GITHUB_REFUSED", `the repository has no workflow ${workflow}`, {
          cause: error,
        });
      throw error;
    }
  },
});
