import type { FixRow } from "../store/fixes.js";
import { countText, moment, webUrl } from "./format.js";

/** A fix with its checks, and how each check of the CI stood before and after it. */
export const shownFixes = (fixes: readonly FixRow[], now: Date) =>
  fixes.map((fix) => {
    const failed = fix.checks.filter((check) => !check.ok);
    return {
      producer: fix.producer,
      state: fix.state,
      branch: fix.branch,
      pull: fix.pull_request === null ? null : `Pull request #${fix.pull_request}`,
      href: webUrl(fix.url),
      reason: fix.reason,
      checksWords:
        fix.checks.length === 0
          ? null
          : failed.length === 0
            ? `${countText(fix.checks.length, "check")} passed`
            : `${failed.length} of ${countText(fix.checks.length, "check")} failed`,
      checks: fix.checks.map((check) => ({
        check: check.check,
        ok: check.ok,
        reason: check.reason,
        path: check.path ?? null,
      })),
      proof: proof(fix),
      at: moment(fix.created_at, now),
    };
  });

function proof({ before, after }: FixRow) {
  const names = [...new Set([...(before ?? []), ...(after ?? [])].map((check) => check.name))];
  const side = (checks: FixRow["before"], name: string) => {
    const found = checks?.find((check) => check.name === name);
    return { conclusion: found ? (found.conclusion ?? "running") : "not run", href: webUrl(found?.url) };
  };
  return names.map((name) => ({ name, before: side(before, name), after: side(after, name) }));
}
