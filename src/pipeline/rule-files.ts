import { HealError } from "../core/errors.js";
import type { RepositoryRef } from "../events/event.js";
import type { GitHub } from "../github/port.js";
import { checkPlaybook } from "../playbooks/check.js";
import type { Checked, Problem } from "../playbooks/problems.js";
import {
  checkRepositoryConfig,
  CONFIG_FILE,
  defaultConfig,
  type RepositoryConfig,
} from "../playbooks/repository-config.js";
import type { Playbook } from "../playbooks/schema.js";
import type { RuleTexts } from "../store/valid-rules.js";

/** Playbooks of one repository that are read. */
const PLAYBOOKS = 50;

export const isPlaybookFile = (name: string): boolean => /\.ya?ml$/.test(name);

/** A file as GitHub has it; without a text it says why it was not read. */
export type RuleFile = { path: string } & ({ text: string } | { problem: string });

export interface RuleFiles {
  config: RuleFile | null;
  playbooks: RuleFile[];
}

export interface FileProblem extends Problem {
  path: string;
}

export interface ReadRules {
  config: RepositoryConfig;
  playbooks: Playbook[];
  problems: FileProblem[];
}

/** A file's text; null: there is none. A file that is too large is there, and wrong. */
export async function ruleFile(
  github: Pick<GitHub, "file">,
  { repository, path, ref, as = path }: { repository: RepositoryRef; path: string; ref: string; as?: string },
): Promise<RuleFile | null> {
  try {
    const text = await github.file(repository, path, ref);
    return text === null ? null : { path: as, text };
  } catch (error) {
    if (error instanceof HealError && error.code === "HEAL_INPUT_INVALID")
      return { path: as, problem: error.message };
    throw error;
  }
}

/** What the rules at a commit or branch are made of. `otherwise`: whose configuration holds where it has none of its own. */
export async function ruleFilesAt(
  github: Pick<GitHub, "file" | "folder">,
  repository: RepositoryRef,
  ref: string,
  otherwise: () => Promise<RuleFile | null>,
): Promise<RuleFiles> {
  const own = await ruleFile(github, { repository, path: CONFIG_FILE, ref });
  const config = own ?? (await otherwise());
  const folder = folderOf(config);
  const names = (await github.folder(repository, folder, ref)).filter(isPlaybookFile).slice(0, PLAYBOOKS);
  const playbooks: RuleFile[] = [];
  for (const name of names) {
    const file = await ruleFile(github, { repository, path: `${folder}/${name}`, ref });
    if (file) playbooks.push(file);
  }
  return { config, playbooks };
}

/** Where the playbooks are; of a configuration that is wrong, where they usually are. */
export const folderOf = (config: RuleFile | null): string => {
  const read = config && checked(config, checkRepositoryConfig);
  return read?.ok ? read.value.playbooks : defaultConfig.playbooks;
};

/** All that they say, and all that is wrong in them. */
export function readRuleFiles(files: RuleFiles): ReadRules {
  const config = files.config && checked(files.config, checkRepositoryConfig);
  const playbooks = files.playbooks.map((file) => ({ ...checked(file, checkPlaybook), path: file.path }));
  return {
    config: config?.ok ? config.value : defaultConfig,
    playbooks: playbooks.flatMap((one) => (one.ok ? [{ ...one.value, origin: "repository" as const }] : [])),
    problems: [
      ...(config?.ok === false ? at(files.config?.path ?? CONFIG_FILE, config.problems) : []),
      ...playbooks.flatMap((one) => (one.ok ? [] : at(one.path, one.problems))),
    ],
  };
}

/** The texts alone, to be kept; null: one of them was not read. */
export function textsOf({ config, playbooks }: RuleFiles): RuleTexts | null {
  const read = playbooks.flatMap((file) => ("text" in file ? [file] : []));
  if (read.length < playbooks.length || (config !== null && !("text" in config))) return null;
  return { config, playbooks: read };
}

const at = (path: string, problems: readonly Problem[]): FileProblem[] =>
  problems.map((problem) => ({ path, ...problem }));

const checked = <T>(file: RuleFile, check: (text: string, path: string) => Checked<T>): Checked<T> =>
  "text" in file
    ? check(file.text, file.path)
    : { ok: false, problems: [{ line: 1, column: 1, message: file.problem }] };
