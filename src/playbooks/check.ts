import { playbookSchema, type Playbook } from "./schema.js";
import { keyOffset, nodeOffset, readYaml } from "./yaml.js";

/** YAML text -> playbook. Throws `HEAL_PLAYBOOK_INVALID` with the file's name, line and column of the first trouble. */
export function parsePlaybook(text: string, name: string, origin: Playbook["origin"]): Playbook {
  const { document, value, refuse } = readYaml(text, name, "HEAL_PLAYBOOK_INVALID", 0);
  const parsed = playbookSchema.safeParse(value);
  if (parsed.success) return { ...parsed.data, origin };
  const issue = parsed.error.issues[0];
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const at =
    unknown === undefined
      ? nodeOffset(document, issue?.path ?? [])
      : keyOffset(document, issue?.path ?? [], unknown);
  const words = (issue?.message ?? "invalid").slice(0, 300);
  return refuse(`${(issue?.path ?? []).join(".") || "playbook"}: ${words}`, at);
}
