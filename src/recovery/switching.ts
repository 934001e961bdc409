import { z } from "zod";
import { HealError } from "../core/errors.js";
import type { GitHub } from "../github/port.js";
import { defineAction, type Action } from "./action.js";

const params = z.object({ workflow: z.string() });

/** Workflows are on (`active`) or off (`disabled_manually`, `disabled_inactivity`, ...); setting either twice is one effect. */
export const switching = (
  about: Pick<Action, "name" | "says" | "undo">,
  isThere: (state: string) => boolean,
  set: (github: GitHub, plan: Parameters<Action["apply"]>[0], workflow: string) => Promise<void>,
): Action =>
  defineAction<z.output<typeof params>>({
    ...about,
    risk: "medium",
    reach: "act",
    permission: "actions: write",
    flag: "self_healing.recovery",
    content: false,
    params,
    observe: async (plan, { workflow }, { github }) => {
      const state = await github.workflowState(plan.repository, workflow);
      return state !== null && isThere(state) ? { detail: workflow } : null;
    },
    apply: async (plan, { workflow }, { github }) => {
      const state = await github.workflowState(plan.repository, workflow);
      if (state === null || state === "deleted")
        throw new HealError("HEAL_GITHUB_REFUSED", `the repository has no workflow ${workflow}`);
      if (!isThere(state)) await set(github, plan, workflow);
      return { detail: workflow };
    },
  });
