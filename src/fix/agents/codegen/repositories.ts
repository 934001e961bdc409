import { AgentRefusal } from "../refusal.js";
import type { AgentTask } from "../port.js";
import { page, repository } from "./contract.js";
import type { Http } from "./http.js";

const PAGE = 100;
const MAX_PAGES = 50;

/**
 * Codegen's `repo_id` of a GitHub repository, by GitHub's id where both know it (a name can be taken over), else by
 * name. Found ids are kept for the life of the process. Throws `AgentRefusal` (`not_onboarded`).
 */
export function repositoryIds(http: Http, org: string): (wanted: AgentTask["repository"]) => Promise<number> {
  const known = new Map<string, number>();
  return async (wanted) => {
    const key = `${wanted.id ?? ""} ${wanted.fullName.toLowerCase()}`;
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    for (let n = 0; n < MAX_PAGES; n += 1) {
      const { items } = await http.get(`${org}/repos?skip=${n * PAGE}&limit=${PAGE}`, page(repository));
      const found = items.find((item) =>
        wanted.id !== null && item.github_id
          ? String(item.github_id) === String(wanted.id)
          : item.full_name.toLowerCase() === wanted.fullName.toLowerCase(),
      );
      if (found && found.archived !== true) {
        known.set(key, found.id);
        return found.id;
      }
      if (items.length < PAGE) break;
    }
    throw new AgentRefusal("not_onboarded", `Codegen does not know ${wanted.fullName}`);
  };
}
