import { createHash } from "node:crypto";
import { mask } from "../core/masks.js";

/**
 * Raised whenever the same failure would get another fingerprint. Stored fingerprints keep their version in front,
 * so old ones never meet new ones by accident; recomputing them is a deliberate act (`earlierFingerprintsOf`).
 * 2: another line of the same failure comes first.
 */
export const FINGERPRINT_VERSION = 2;
/** Lines of which each may have come first in the version before. */
const LEADS = 5;

/** What makes a failure that failure. */
export interface FailureIdentity {
  category: string;
  command?: string;
  test?: string;
  /** Evidence lines, best first. */
  lines: readonly string[];
  labels?: Record<string, string>;
}

/** Labels that name the machine or the slice of work, not the failure. */
const PLACE_LABELS = new Set(
  "instance pod pod_name container container_id host hostname node ip replica shard runner".split(" "),
);

/**
 * `v2:` and 32 hexadecimal digits: equal for the same failure on another day, machine, shard, path or commit. A
 * failing test is its own identity, whatever it said this time; otherwise command and best evidence lines are.
 */
export const fingerprintOf = (identity: FailureIdentity): string =>
  digest(materialOf(identity), FINGERPRINT_VERSION);

/** Under which the version before may have stored the failure, the likeliest first. */
export function earlierFingerprintsOf(identity: FailureIdentity): string[] {
  const { lines } = identity;
  const orders = lines
    .slice(0, LEADS)
    .map((lead, k) => ({ ...identity, lines: [lead, ...lines.slice(0, k), ...lines.slice(k + 1)] }));
  return [...new Set([identity, ...orders].map((one) => digest(materialOf(one), FINGERPRINT_VERSION - 1)))];
}

/** Whether both name one failure. What people have written down keeps its meaning where only the version was raised. */
export const isSameFailure = (a: string, b: string): boolean => unversioned(a) === unversioned(b);

const unversioned = (fingerprint: string): string => fingerprint.replace(/^v\d{1,4}:/, "");

/** What a place is has not changed since the first version. */
const PLACE_VERSION = 1;

/** The identity of a failure that said nothing: the workflow file it is about. `repository`: GitHub's id, where known. */
export const placeFingerprint = (place: {
  category: string;
  repository: number | string;
  path: string;
}): string => digest([place.category, place.repository, place.path], PLACE_VERSION);

const digest = (material: unknown, version: number): string =>
  `v${version}:${createHash("sha256").update(JSON.stringify(material)).digest("hex").slice(0, 32)}`;

function materialOf({ category, command, test, lines, labels }: FailureIdentity): unknown {
  const marks = Object.entries(labels ?? {})
    .filter(([key]) => !PLACE_LABELS.has(key))
    .map(([key, value]) => `${key}=${mask(value)}`)
    .sort();
  if (test !== undefined && test.trim() !== "") return { test: testName(test), marks };
  return { category, command: mask(command ?? ""), lines: templates(lines), marks };
}

/** Test names keep their numbers (`test-http2`, `case[3]`), but not the time that runners print behind them. */
const testName = (test: string): string =>
  test
    .trim()
    .replace(/\s[([]\d+(?:\.\d+)?\s?m?s[)\]]$/, "")
    .replace(/\s+/g, " ");

/** The best line; a second one where the first says little (`error: failed`). */
function templates(lines: readonly string[]): string[] {
  const kept: string[] = [];
  for (const line of lines) {
    const text = mask(line);
    const words = text.replace(/<\w+>/g, "").match(/[A-Z]{2,}/gi) ?? [];
    // Marks alone say nothing, and a stack frame says where, not what.
    if (words.length === 0 || /^at \S/.test(text) || kept.includes(text)) continue;
    kept.push(text);
    if (words.length > 3 || kept.length === 2) break;
  }
  return kept;
}
