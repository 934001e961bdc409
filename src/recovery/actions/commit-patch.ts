import { z } from "zod";
import { HealError } from "../../core/errors.js";
import { defineAction, published } from "../action.js";

const params = z.object({
  branch: z.string().startsWith("heal/"),
  base: z.string(),
  message: published,
  files: z
    .array(z.object({ path: z.string(), content: z.string().nullable(), executable: z.boolean().optional() }))
    .min(1),
});

export const commitPatch = defineAction<z.output<typeof params>>({
  name: "commit-patch",
  says: "Commits a checked patch to a new `heal/` branch, as the App.",
  risk: "medium",
  reach: "act",
  permission: "contents: write",
  flag: "self_healing.codegen_integration",
  content: false,
  params,
  undo: "Delete the branch.",
  // A branch of this name may be anybody's: only the very commit counts.
  observe: async (plan, { branch, base, message, files }, { github }) => {
    const sha = await github.committed(plan.repository, { branch, base, message, files });
    return sha ? { sha } : null;
  },
  apply: async (plan, { branch, base, message, files }, { github }) => {
    if (files.some((file) => file.path.startsWith(".github/")))
      throw new HealError("HEAL_GITHUB_REFUSED", "a fix never touches .github/");
    return { sha: await github.commit(plan.repository, { branch, base, message, files }) };
  },
});
