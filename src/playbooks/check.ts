import { checkText, valueOf, type Checked, type Format } from "./problems.js";
import { playbookSchema, type Playbook } from "./schema.js";

const format: Format<Omit<Playbook, "origin">> = {
  code: "HEAL_PLAYBOOK_INVALID",
  schema: playbookSchema,
  whole: "playbook",
  aliases: 0,
};

/** YAML text -> playbook, or all that is wrong with it. */
export const checkPlaybook = (text: string, name: string): Checked<Omit<Playbook, "origin">> =>
  checkText(text, name, format);

/** YAML text -> playbook. Throws `HEAL_PLAYBOOK_INVALID` with the file's name, line and column of the first trouble. */
export const parsePlaybook = (text: string, name: string, origin: Playbook["origin"]): Playbook => ({
  ...valueOf(checkPlaybook(text, name), name, format.code),
  origin,
});
