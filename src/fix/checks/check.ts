import type { FailingTest } from "../../events/event.js";
import { fixers } from "../fixers/index.js";
import type { Patch } from "../patch.js";

export type { CheckResult } from "../../store/fixes.js";

export interface CheckLimits {
  files: number;
  /** Added plus removed lines. */
  lines: number;
  /** Characters of all hunks together. */
  bytes: number;
}

/** A fix that a person can review; larger ones are refused. */
export const defaultLimits: CheckLimits = { files: 20, lines: 600, bytes: 200_000 };

export interface CheckContext {
  /** Name of the fixer or agent that made the patch. */
  producer: string;
  /** Globs of heal.yml no patch may touch. */
  forbidden: readonly string[];
  /** When given, every path must match one of these globs. */
  allowedPaths?: readonly string[];
  limits: CheckLimits;
  /** The incident's category; when given, dependencies may change only for a category that is about them. */
  category?: string;
  /** Text of a file at the base commit, null when it is not there. */
  baseFiles?: (path: string) => string | null;
  /**
   * Text of a file at the patch's head commit, null when it is not there: the way to whole files when the base is not
   * at hand, because the patch leads back to it. With neither, only hunks are judged, and manifests and lock files
   * whose hunks do not show them whole are refused.
   */
  headFiles?: (path: string) => string | null;
  /** Every path of the head's tree: tells what a new name collides with, and what stands around a file. */
  headPaths?: ReadonlySet<string>;
  /** Lines of logs, annotations and reports that the incident rests on: the files they name are what it is about. */
  evidence?: readonly string[];
  /** The tests whose failure is to be fixed. */
  failingTests?: readonly Partial<Pick<FailingTest, "name" | "suite" | "file">>[];
}

/** Why a patch is refused; a check that finds nothing answers none. */
export interface Objection {
  reason: string;
  path?: string;
}

export interface Check {
  name: string;
  /** What it holds, said when it passes: no more than was looked at. */
  says: string | ((patch: Patch) => string);
  run(patch: Patch, context: CheckContext): Objection[];
}

/** Categories whose fix is in a manifest or its lock file. */
const DEPENDENCY_CATEGORIES = new Set(["dependency_missing", "dependency_conflict", "lockfile_drift"]);

/** Whether the incident is about dependencies; a caller that names no category leaves it open. */
export const isAboutDependencies = ({ category }: CheckContext): boolean =>
  category === undefined || DEPENDENCY_CATEGORIES.has(category);

/** Deterministic fixers run a known tool; everything else may write anything. */
export const isAgent = (context: CheckContext): boolean =>
  !fixers.some((fixer) => fixer.name === context.producer);
