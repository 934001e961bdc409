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
  defaultConfig,
  parseRepositoryConfig,
  type RepositoryConfig,
} from "../playbooks/repository-config.js";
import type { Playbook } from "../playbooks/schema.js";
import type { Db } from "../store/db.js";
import { upsertRepository } from "../store/repositories.js";
import type { Notifiers } from "../escalation/configured.js";
import type { Rules } from "./deps.js";
import { namedNotifiers, unknownNotifiers } from "./notify.js";

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

/** Reads `.github/heal.yml` and playbooks from the default branch only: what another branch says is untrusted. */
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
    const { github, clock } = deps;
    const branch = await github.defaultBranch(repository);
    const text = await github.file(repository, ".github/heal.yml", branch);
    let problem: string | null = null;
    let config: RepositoryConfig = defaultConfig;
    const own: Playbook[] = [];
    try {
      config = text === null ? await organisationConfig(repository) : parseRepositoryConfig(text);
      for (const name of (await github.folder(repository, config.playbooks, branch))
        .filter((file) => /\.ya?ml$/.test(file))
        .slice(0, 50)) {
        const playbook = await github.file(repository, `${config.playbooks}/${name}`, branch);
        if (playbook !== null) own.push(parsePlaybook(playbook, `${config.playbooks}/${name}`, "repository"));
      }
    } catch (error) {
      if (!(error instanceof HealError) || error.retryable || error.code === "HEAL_GITHUB_REFUSED")
        throw error;
      problem = error.message;
    }
    // A name without an id may be another repository's tomorrow.
    if (repository.id !== null)
      await upsertRepository(deps.db, {
        full_name: repository.fullName,
        repository_id: repository.id,
        default_branch: branch,
        config,
        config_problem: problem ?? unknownNotifiers(namedNotifiers(config), deps.notifiers),
        fetched_at: clock.now(),
      });
    // Rules that cannot be read allow nothing.
    const mode =
      problem === null ? stricter(deps.mode, config.mode ?? deps.mode) : stricter(deps.mode, "observe");
    return { config, playbooks: [...own, ...deps.shipped], problem, mode };
  }

  /** The organisation's default, in its `.github` repository, where the App may read it. */
  async function organisationConfig(repository: RepositoryRef): Promise<RepositoryConfig> {
    const owner = repository.fullName.split("/")[0] ?? "";
    const home: RepositoryRef = {
      fullName: `${owner}/.github`,
      id: null,
      installationId: repository.installationId,
    };
    if (repository.fullName === home.fullName) return defaultConfig;
    const text = await deps.github.file(home, ".github/heal.yml", "HEAD").catch((error: unknown) => {
      if (error instanceof HealError && !error.retryable) return null;
      throw error;
    });
    return text === null ? defaultConfig : parseRepositoryConfig(text, `${home.fullName}/.github/heal.yml`);
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
