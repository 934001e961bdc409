import { markConfigStale } from "../../store/repositories.js";
import type { Handler } from "./handler.js";

/** heal's own rules stand in `.github/` of the default branch: they are read again when it changed. */
export const push: Handler<"push"> = async (
  { repository, branch, defaultBranch, touched },
  { tx, rules },
) => {
  if (branch !== defaultBranch || !touched.some((path) => path.startsWith(".github/"))) return null;
  await markConfigStale(tx, repository.fullName);
  rules.forget(repository);
  return null;
};
