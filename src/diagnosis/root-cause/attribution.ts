import type { Category } from "../category.js";
import { inlineCode } from "../markdown.js";

/** Whose failure it is: the change's, or one that would have come without it. `unknown` where there is nothing to compare with. */
export const verdicts = ["mine", "pre-existing", "flaky", "infrastructure", "fleet-wide", "unknown"] as const;
export type AttributionVerdict = (typeof verdicts)[number];

export interface Attribution {
  verdict: AttributionVerdict;
  /** One clause of Markdown. */
  why: string;
}

/** The newest end of the same job, or of its workflow, on the default branch. */
export interface Baseline {
  of: "job" | "workflow";
  passed: boolean;
  at: Date;
}

/** What is known of a failure beside its own log. */
export interface Surroundings {
  /** null: the default branch has not run it, or what it said is not kept any more. */
  baseline: Baseline | null;
  /** The same failure on the default branch, while it is not over there. */
  onDefaultBranch: { url: string; since: Date; events: number } | null;
  /** When the same failure ended on the default branch, if that was lately and a branch may lack what ended it; null: it was not there. */
  mended: Date | null;
  /** Other branches that showed the same failure in the last days. */
  branches: number;
  /** Other repositories that showed it within the hour. */
  repositories: number;
  /** How often the same failure went away, and stayed, when the same code ran again. */
  reruns: { passed: number; failed: number };
  /** Who said that it is not the change's; null: nobody. */
  disownedBy: string | null;
}

/** From how many other repositories on one failure within the hour is the world's and no repository's. */
const FLEET = 2;
/** What only the code that is tested can cause: two repositories that fail alike there share code, or a name by chance. */
const OWN_CODE: ReadonlySet<Category> = new Set([
  ...(["test_failure", "compile_error", "type_error", "lint", "snapshot_mismatch"] as const),
  ...(["coverage", "documentation", "lockfile_drift"] as const),
]);
/** How often a failure has to go away for it to be called flaky: once may be chance. */
const OFTEN = 2;
/** From how many other branches on a failure that the default branch does not show is nobody's for sure. */
const MANY_BRANCHES = 2;

/**
 * Judges one failed job. The strongest ground first; without the default branch to compare with nobody is blamed.
 */
export function attribute(
  job: { category: Category; transient: boolean },
  around: Surroundings,
): Attribution {
  const { baseline, onDefaultBranch, branches, repositories, reruns } = around;
  if (repositories >= FLEET && !OWN_CODE.has(job.category))
    return { verdict: "fleet-wide", why: `${repositories} other repositories failed alike within the hour` };
  if (onDefaultBranch)
    return {
      verdict: "pre-existing",
      why: `the default branch [fails alike](${onDefaultBranch.url}) since ${day(onDefaultBranch.since)} (${times(onDefaultBranch.events)})`,
    };
  if (job.category === "flaky_test")
    return { verdict: "flaky", why: "the log shows that it passed on a retry" };
  if (job.transient)
    return {
      verdict: "infrastructure",
      why: `${job.category.replaceAll("_", " ")}: nothing a change could cause`,
    };
  if (reruns.passed >= OFTEN && reruns.passed > reruns.failed)
    return {
      verdict: "flaky",
      why: `the same failure went away ${reruns.passed} of ${reruns.passed + reruns.failed} times when run again`,
    };
  if (!baseline) return { verdict: "unknown", why: "the default branch has not run it yet" };
  if (around.mended)
    return {
      verdict: "unknown",
      why: `the default branch failed alike until ${day(around.mended)}: update the branch first`,
    };
  const place = baseline.of === "job" ? "the same job" : "its workflow";
  if (!baseline.passed)
    return { verdict: "unknown", why: `${place} fails on the default branch too, though not alike` };
  if (branches >= MANY_BRANCHES)
    return { verdict: "unknown", why: `${branches} other branches fail alike, the default branch does not` };
  // A person's word takes blame away, and makes nothing green.
  if (around.disownedBy !== null)
    return {
      verdict: "unknown",
      why: `${inlineCode(around.disownedBy)} says that the change did not cause it`,
    };
  return { verdict: "mine", why: `${place} passes on the default branch (${day(baseline.at)})` };
}

/** Whether it would have come without the change. */
export const isNotMine = ({ verdict }: Attribution): boolean => verdict !== "mine" && verdict !== "unknown";

const day = (at: Date): string => at.toISOString().slice(0, 10);
const times = (n: number): string => (n === 1 ? "once" : `${n} times`);
