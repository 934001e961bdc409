import type { Pull } from "../github/port.js";
import { hasKey } from "./pull-request.js";

/** What was asked of an agent, as far as its pull request can prove that it is the answer. */
export interface DeliveryRequest {
  repositoryId: number | null;
  base: string;
  branch: string;
  /** The word that only this heal can make for this fix. */
  key: string;
  /** Logins of the agent's own App user. */
  accounts: readonly string[];
  /** The newest pull request when the run began. */
  newestPull: number;
}

/**
 * Why a pull request that an agent names is not the agent's answer; null: it is. The name alone says nothing: a log can talk an
 * agent into naming anybody's. `authors`: who wrote its commits, null for one whom GitHub knows no account of.
 */
export function deliveryProblem(
  pull: Pull,
  authors: readonly (string | null)[],
  asked: DeliveryRequest,
): string | null {
  const isAgent = (login: string | null): boolean =>
    login !== null && asked.accounts.some((one) => one.toLowerCase() === login.toLowerCase());
  if (asked.repositoryId !== null && pull.baseRepositoryId !== asked.repositoryId)
    return "it is in another repository";
  if (pull.headRepositoryId !== pull.baseRepositoryId) return "its branch is in another repository";
  if (!pull.byBot || !isAgent(pull.author)) return `it was opened by ${pull.author || "nobody"}`;
  if (pull.number <= asked.newestPull) return "it was opened before the agent began";
  if (pull.baseRef !== asked.base) return `it is against ${pull.baseRef}, not ${asked.base}`;
  if (pull.headRef !== asked.branch && (authors.length === 0 || !authors.every(isAgent)))
    return "its branch is neither the one asked for nor the agent's own";
  return hasKey(pull.body, asked.key) ? null : "heal's key is not in its text";
}
