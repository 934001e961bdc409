import { z } from "zod";
import { countText } from "../../core/format.js";
import { defineAction } from "../action.js";

const params = z.object({ key: z.string().min(3) });

export const clearActionsCache = defineAction<z.output<typeof params>>({
  name: "clear-actions-cache",
  says: "Deletes the repository's Actions caches whose keys begin as the playbook says.",
  risk: "medium",
  reach: "act",
  permission: "actions: write",
  flag: "self_healing.recovery",
  content: false,
  params,
  undo: "None is needed: the next run that misses a cache makes it anew.",
  observe: async (plan, { key }, { github }) =>
    (await github.caches(plan.repository, key)).length === 0
      ? { detail: `no cache of ${key} is left` }
      : null,
  apply: async (plan, { key }, { github }) => {
    const found = await github.caches(plan.repository, key);
    for (const { id } of found) await github.deleteCache(plan.repository, id);
    return { detail: `${countText(found.length, "cache")} of ${key} deleted` };
  },
});
