import { ZodError } from "zod";
import { HealError, reasonOf } from "../core/errors.js";

/** Where a body is wrong, without quoting what stands there. */
export function shapeProblem(error: unknown): string {
  if (error instanceof HealError) return error.message;
  if (!(error instanceof ZodError)) return reasonOf(error).slice(0, 200);
  return error.issues
    .slice(0, 3)
    .map(
      (issue) =>
        `${issue.path.map(String).join(".").slice(0, 100) || "(body)"}: ${issue.message.slice(0, 100)}`,
    )
    .join("; ");
}
