import { HealError } from "../../core/errors.js";
import type { RepositoryRef } from "../../events/event.js";
import type { GitHub, PullFile } from "../../github/port.js";
import { CONFIG_FILE, defaultConfig } from "../../playbooks/repository-config.js";
import { isPlaybookFile, ruleFile, ruleFilesAt, type RuleFiles } from "../rule-files.js";

export type Changed = Pick<PullFile, "filename" | "previous_filename" | "status">;

/** heal's own files stand below this folder, wherever a repository keeps its playbooks. */
export const mayConcern = (file: Changed): boolean =>
  [file.filename, file.previous_filename].some((path) => path?.startsWith(".github/"));

/** What of heal's configuration is edited: a file that came, went, was moved or changed. `folder`: of the playbooks in force. */
export const concerns =
  (folder: string) =>
  (file: Changed): boolean =>
    [file.filename, file.previous_filename].some((path) => path !== undefined && isRuleFile(path, folder));

function isRuleFile(path: string, folder: string): boolean {
  const parts = path.split("/");
  const name = parts.pop() ?? "";
  const of = parts.join("/");
  return path === CONFIG_FILE || ((of === folder || of === defaultConfig.playbooks) && isPlaybookFile(name));
}

/** The configuration at a head, with every file that was edited. Throws what is tried again while GitHub does not show one yet. */
export async function filesAtHead(
  github: Pick<GitHub, "file" | "folder">,
  { repository, sha, edited }: { repository: RepositoryRef; sha: string; edited: readonly Changed[] },
): Promise<RuleFiles> {
  const files = await ruleFilesAt(github, repository, sha, () => Promise.resolve(null));
  const read = new Set([files.config?.path, ...files.playbooks.map(({ path }) => path)]);
  for (const { filename: path, status } of edited) {
    if (status === "removed" || read.has(path) || !isRuleFile(path, defaultConfig.playbooks)) continue;
    const file = await ruleFile(github, { repository, path, ref: sha });
    // A commit that a copy of GitHub's data does not have yet reads as one without files.
    if (!file || path === CONFIG_FILE)
      throw new HealError("HEAL_GITHUB_UNAVAILABLE", `GitHub does not show ${path} at this commit`);
    files.playbooks.push(file);
  }
  return files;
}
