import { z } from "zod";
import { repositoryConfigSchema } from "../../src/playbooks/repository-config.js";
import { subcommands } from "../../src/cli/registry.js";
import { commands } from "../../src/commands/index.js";
import { flagCatalogue, notBuilt } from "../../src/flags/catalogue.js";
import { notifierKinds } from "../../src/escalation/notifiers/index.js";
import { presets } from "../../src/intake/sources/generic/presets/index.js";
import { alertSources } from "../../src/intake/sources/index.js";
import { settingsTable } from "../../src/intake/settings.js";
import { categoryDocs } from "../../src/diagnosis/category.js";
import { riskOf, worst } from "../../src/decision/risk.js";
import { shippedPlaybooks } from "../../src/pipeline/rules.js";
import { withoutSafeAction } from "../../src/playbooks/unhandled.js";
import { actions } from "../../src/recovery/actions/index.js";
import { stories } from "../demo/stories/index.js";

const cell = (text: string): string => text.replaceAll("|", "\\|");
/** Braces and stars of macros are no markup. */
const code = (text: string): string => text.replace(/[<*_]/g, "\\$&");
/** What is written in the setting is code, the words between are not. */
const formText = (form: string): string =>
  form
    .split(" ")
    .map((word) => (/^[a-z-]+:/.test(word) ? word.replace(/^[^,]+(?:,[^,]+)*/, "`$&`") : word))
    .join(" ");
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");

/** The README's tables that are made from the code, by the name of their markers. */
export async function generatedTables(): Promise<Record<string, string>> {
  const playbooks = await shippedPlaybooks();
  return {
    stories: stories.map((story, i) => `${i + 1}. ${story.title}.`).join("\n"),
    settings: table(
      ["Setting", "Default", "Meaning"],
      settingsTable().map((row) => [
        `\`${row.name}\``,
        row.default,
        row.secret ? `${row.doc} (secret)` : row.doc,
      ]),
    ),
    sources: table(
      ["Source", "What it takes", "How to connect it"],
      alertSources.map((one) => [
        `\`${one.name}\``,
        one.doc,
        `[step by step](src/intake/sources/${one.name}/README.md)`,
      ]),
    ),
    presets: table(
      ["Preset", "Vendor", "At the vendor (`URL`: `https://HOST/api/alerts/PRESET/SECRET`)", "Its page"],
      presets.map((one) => [
        `\`${one.name}\``,
        one.vendor,
        code(one.connect),
        `[documentation](${one.documentation})`,
      ]),
    ),
    notifiers: table(
      ["Kind", "What it sends", "`HEAL_NOTIFY_<NAME>=`", "A message that is sent twice", "Its page"],
      notifierKinds.map((one) => [
        `\`${one.name}\``,
        one.doc,
        formText(one.form),
        one.repeated,
        `[documentation](${one.documentation})`,
      ]),
    ),
    flags: table(
      ["Flag", "What it switches", "A value for one repository"],
      [
        ...flagCatalogue.map(({ name, doc, span }) => [
          `\`${name}\``,
          doc,
          span === "repository" ? "yes" : "no: it is one for all of heal",
        ]),
        ...notBuilt.map(({ name, doc }) => [`\`${name}\``, `Not built yet: ${doc}`, ""]),
      ],
    ),
    commands: table(
      ["Command", "What it does", "Who"],
      commands.map((one) => [`\`${one.usage}\``, one.says, `${one.who} access`]),
    ),
    actions: table(
      ["Action", "What it does", "Risk", "Permission", "Needs mode", "To undo"],
      actions.map((one) => [
        `\`${one.name}\``,
        one.says,
        one.risk,
        `\`${one.permission}\``,
        { answer: "observe", speak: "suggest", act: "act" }[one.reach],
        one.undo,
      ]),
    ),
    cli: table(
      ["Command", "What it does"],
      subcommands.map((one) => [`\`heal ${one.name}\``, one.summary]),
    ),
    playbooks: table(
      ["Playbook", "For", "What it does", "Risk"],
      playbooks.map((one) => [
        `\`${one.name}\``,
        one.when.category?.map((name) => `\`${name}\``).join(", ") ?? "any category",
        one.description,
        worst(one.steps.map((step) => riskOf(one, step))),
      ]),
    ),
    "categories without a safe action": table(
      ["Category", "Why nothing is done"],
      Object.entries(withoutSafeAction).map(([name, reason]) => [`\`${name}\``, reason]),
    ),
    categories: table(
      ["Category", "Meaning"],
      Object.entries(categoryDocs).map(([name, { doc }]) => [`\`${name}\``, doc]),
    ),
  };
}

const between = (name: string): [string, string] => [`<!-- ${name} -->`, `<!-- /${name} -->`];

/** The text with each table in its place. Throws when a table has no markers. */
export function withTables(readme: string, tables: Readonly<Record<string, string>>): string {
  let text = readme;
  for (const [name, body] of Object.entries(tables)) {
    const [start, end] = between(name);
    const [from, to] = [text.indexOf(start), text.indexOf(end)];
    if (from < 0 || to < from)
      throw new Error(`README.md has no place for the table ${name}: ${start} ... ${end}`);
    text = `${text.slice(0, from + start.length)}\n\n${body}\n\n${text.slice(to)}`;
  }
  return text;
}

/** `src/playbooks/heal.schema.json`: what editors complete `.github/heal.yml` with. */
export const configSchema = (): string =>
  `${JSON.stringify({ title: ".github/heal.yml", ...z.toJSONSchema(repositoryConfigSchema, { io: "input" }) }, null, 2)}\n`;
