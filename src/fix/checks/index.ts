import type { Patch } from "../patch.js";
import { allowedFiles } from "./allowed-files.js";
import { allowedPaths } from "./allowed-paths.js";
import { binary } from "./binary.js";
import type { Check, CheckContext, CheckResult } from "./check.js";
import { deletedTest } from "./deleted-test.js";
import { empty } from "./empty.js";
import { forbiddenPaths } from "./forbidden-paths.js";
import { generated } from "./generated.js";
import { hiddenUnicode } from "./hidden-unicode.js";
import { keptTests } from "./kept-tests.js";
import { lockfileSource } from "./lockfile-source.js";
import { manifestEntries } from "./manifest-entries.js";
import { modes } from "./modes.js";
import { packageScripts } from "./package-scripts.js";
import { plainProse } from "./plain-prose.js";
import { portablePaths } from "./portable-paths.js";
import { reach } from "./reach.js";
import { relaxedRules } from "./relaxed-rules.js";
import { runnerHooks } from "./runner-hooks.js";
import { secrets } from "./secrets.js";
import { size } from "./size.js";
import { testDetection } from "./test-detection.js";
import { weakenedTest } from "./weakened-test.js";

export { defaultLimits } from "./check.js";
export { headTexts } from "./versions.js";
export type { Check, CheckContext, CheckLimits, CheckResult } from "./check.js";

/** In the order they are shown; `size` first, because it guards the others' time. */
export const checks: readonly Check[] = [
  size,
  empty,
  portablePaths,
  forbiddenPaths,
  allowedPaths,
  allowedFiles,
  binary,
  modes,
  deletedTest,
  keptTests,
  weakenedTest,
  reach,
  plainProse,
  testDetection,
  runnerHooks,
  relaxedRules,
  manifestEntries,
  packageScripts,
  lockfileSource,
  secrets,
  hiddenUnicode,
  generated,
];

/**
 * Judges a patch before anything of it is pushed: a result a check that passed, one an objection otherwise.
 * A patch over the size limits is judged by size alone. Throws `HEAL_INPUT_INVALID` for malformed hunks and
 * `HEAL_CONFIG_INVALID` for a glob of another form.
 */
export function checkPatch(patch: Patch, context: CheckContext): CheckResult[] {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const objections = check.run(patch, context);
    if (objections.length === 0) results.push({ check: check.name, ok: true, reason: said(check, patch) });
    else results.push(...objections.map((objection) => ({ check: check.name, ok: false, ...objection })));
    if (check === size && objections.length > 0) break;
  }
  return results;
}

const said = ({ says }: Check, patch: Patch): string => (typeof says === "string" ? says : says(patch));

/** Whether a patch may be pushed. */
export const accepted = (results: readonly CheckResult[]): boolean => results.every((result) => result.ok);
