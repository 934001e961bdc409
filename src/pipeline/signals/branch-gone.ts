import { markBranchGone as loseBranch } from "../../store/run-lines.js";
import { ping, type Handler } from "./handler.js";

export const branchGone: Handler<"branch-gone"> = async ({ repository, branch }, context) => {
  await ping(await loseBranch(context.tx, repository.fullName, branch, context.clock.now()), context);
  return null;
};
