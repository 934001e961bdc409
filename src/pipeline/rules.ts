import { readFile, readdir } from "node:fs/promises";
import type { Clock } from "../core/clock.js";
import { HealError } from "../core/errors.js";
import { limits } from "../core/limits.js";
import { packageFile } from "../core/paths.js";
import { stricter, type Mode } from "../decision/mode.js";
import { repositoryKey, type RepositoryRef } from "../events/event.js";
import type { GitHub } from "../github/port.js";
import { parsePlaybook } from "../playbooks/check.js";
import {
  CONFIG_FILE,
  defaultConfig,
  modeSaid,
  type RepositoryConfig,
} from "../playbooks/repository-config.js";
import type { Playbook } from "../playbooks/schema.js";
import type { Db } from "../store/db.js";
import { upsertRepository } from "../store/repositories.js";
import type { Notifiers } from "../escalation/configured.js";
import { keepValidRules, validRules } from "../store/valid-rules.js";
import type { Rules } from "./deps.js";
import { namedNotifiers, unknownNotifiers } from "./notify.js";
import {
  readRuleFiles,
  ruleFile,
  ruleFilesAt,
  textsOf,
  type ReadRules,
  type RuleFile,
  type RuleFiles,
} from "./rule-files.js";

export async function shippedPlaybooks(): Promise<Playbook[]> {
  const folder = packageFile("playbooks/");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".yml")).sort();
  return Promise.all(
    names.map(async (name) =>
      parsePlaybook(await readFile(new URL(name, folder), "utf8"), `playbooks/${name}`, "shipped"),
    ),
  );
}

type Reader = Pick<GitHub, "defaultBranch" | "file" | "folder">;

/** What holds while nothing valid is known. */
const nothing = { config: defaultConfig, playbooks: [] };

/**
 * Reads `.github/heal.yml` and playbooks from the default branch only: what another branch says is untrusted. While they are
 * invalid, those that were valid last stay in force.
 */
export function createRules(deps: {
  github: Reader;
  db: Db;
  clock: Clock;
  mode: Mode;
  notifiers: Pick<Notifiers, "names">;
  shipped: readonly Playbook[];
}) {
  const known = new Map<string, { rules: Promise<Rules>; until: number }>();

  async function load(repository: RepositoryRef): Promise<Rules> {
    const { github, db, clock } = deps;
    const branch = await github.defaultBranch(repository);
    const files = await ruleFilesAt(github, repository, branch, () => organisationFile(repository));
    const read = readRuleFiles(files);
    const [wrong] = read.problems;
    const former = wrong ? await formerRules(repository, files) : null;
    const problem = wrong
      ? `${wrong.path}:${wrong.line}:${wrong.column}: ${wrong.message}; ${
          former
            ? `the last valid configuration, in force since ${former.since.toISOString()}, stays so`
            : "heal only observes until it is mended, as it has seen no valid one"
        }`
      : null;
    const { config, playbooks: own } = wrong ? (former ?? nothing) : read;
    // A name without an id may be another repository's tomorrow.
    if (repository.id !== null) {
      await upsertRepository(db, {
        full_name: repository.fullName,
        repository_id: repository.id,
        default_branch: branch,
        config,
        config_problem: problem ?? unknownNotifiers(namedNotifiers(config), deps.notifiers),
        fetched_at: clock.now(),
      });
      const texts = wrong ? null : textsOf(files);
      if (texts) await keepValidRules(db, repository.id, texts, clock.now());
    }
    const mode = wrong && !former ? "observe" : heldBack(files, config);
    return { config, playbooks: [...own, ...deps.shipped], problem, mode: stricter(deps.mode, mode) };
  }

  /** A file that is wrong elsewhere can still hold heal back: who writes `off` means it. */
  function heldBack({ config: file }: RuleFiles, { mode = deps.mode }: RepositoryConfig): Mode {
    const said = file && "text" in file ? modeSaid(file.text) : null;
    return stricter(mode, said ?? mode);
  }

  /** What was valid last, if this version still takes it. A file that was never valid has no such time: what held without it does not. */
  async function formerRules(
    repository: RepositoryRef,
    { config }: RuleFiles,
  ): Promise<(ReadRules & { since: Date }) | null> {
    const former = repository.id === null ? null : await validRules(deps.db, repository.id);
    if (!former || former.rules.config?.path !== config?.path) return null;
    const read = readRuleFiles(former.rules);
    return read.problems.length > 0 ? null : { ...read, since: former.since };
  }

  /** The organisation's default, in its `.github` repository, where the App may read it. */
  async function organisationFile(repository: RepositoryRef): Promise<RuleFile | null> {
    const owner = repository.fullName.split("/")[0] ?? "";
    const home: RepositoryRef = {
      fullName: `${owner}/.github`,
      id: null,
      installationId: repository.installationId,
    };
    if (repository.fullName === home.fullName) return null;
    const where = { repository: home, path: CONFIG_FILE, ref: "HEAD", as: `${home.fullName}/${CONFIG_FILE}` };
    return ruleFile(deps.github, where).catch((error: unknown) => {
      if (error instanceof HealError && !error.retryable) return null;
      throw error;
    });
  }

  return {
    of(repository: RepositoryRef): Promise<Rules> {
      const now = deps.clock.now().getTime();
      const key = repositoryKey(repository);
      const found = known.get(key);
      if (found && found.until > now) return found.rules;
      const rules = load(repository);
      known.set(key, { rules, until: now + limits.configCacheMs });
      rules.catch(() => known.delete(key));
      return rules;
    },
    forget(repository: Pick<RepositoryRef, "fullName" | "id">): void {
      known.delete(repositoryKey(repository));
    },
  };
}
