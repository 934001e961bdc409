import { countText } from "../core/format.js";
import { redact } from "../core/redact.js";
import { clip, titleOf } from "../core/text.js";
import { escapeText, inlineCode } from "../diagnosis/markdown.js";
import type { CheckText } from "../github/port.js";
import type { Problem } from "../playbooks/problems.js";
import type { RepositoryConfig } from "../playbooks/repository-config.js";

/** heal's configuration as a commit has it. */
export interface ConfigFacts {
  problems: readonly (Problem & { path: string })[];
  config: RepositoryConfig;
  /** The repository has a `heal.yml` there. */
  present: boolean;
  /** Its own playbooks. */
  playbooks: number;
  /** What is odd about it, though it is valid; null: nothing. */
  oddity: string | null;
  /** Where people see what is in force. */
  url: string;
}

/** GitHub takes 50 annotations in a call (docs: REST, "Create a check run"). */
const SHOWN = 50;

/** What the check run `heal config` says: what is wrong and where, or in one line what the configuration means. */
export function configCheckText(facts: ConfigFacts): CheckText {
  const { problems } = facts;
  const base = { actions: [], detailsUrl: facts.url };
  if (problems.length === 0)
    return {
      ...base,
      conclusion: "success",
      title: titleOf(`Valid: ${meaning(facts).replaceAll("`", "")}`, 150),
      summary: `${meaning(facts)}.${facts.oddity === null ? "" : ` ${escapeText(facts.oddity)}.`}`,
      annotations: [],
    };
  const files = new Set(problems.map(({ path }) => path)).size;
  const inFiles = files === 1 ? "" : ` in ${countText(files, "file")}`;
  return {
    ...base,
    conclusion: "failure",
    title: `${countText(problems.length, "problem")}${inFiles}`,
    summary: [
      ...problems.slice(0, SHOWN).map(lineOf),
      ...(problems.length > SHOWN ? [`- and ${problems.length - SHOWN} more`] : []),
      "",
      "Once this is on the default branch, heal goes on with the configuration that was valid last; without one it only observes.",
    ].join("\n"),
    annotations: problems.slice(0, SHOWN).map(({ path, line, column, message }) => {
      const key = message.slice(0, Math.max(0, message.indexOf(": ")));
      return {
        path,
        line,
        column,
        title: clip(redact(key || "invalid"), 200),
        message: clip(redact(message), 2_000),
      };
    }),
  };
}

const lineOf = ({ path, line, column, message }: ConfigFacts["problems"][number]): string =>
  `- ${inlineCode(`${path}:${line}:${column}`)} ${escapeText(redact(message), 400)}`;

function meaning({ config, present, playbooks }: ConfigFacts): string {
  const own = Object.entries(config.actions).map(([action, mode]) => `\`${action}\` \`${mode}\``);
  return [
    present ? "" : "no `heal.yml` here, so its organisation's or the defaults",
    config.mode === undefined ? "mode as the operator sets it" : `mode \`${config.mode}\` at most`,
    ...own,
    countText(config.services.length, "service"),
    countText(playbooks, "own playbook"),
  ]
    .filter(Boolean)
    .join(", ");
}
