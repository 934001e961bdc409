import { createHash } from "node:crypto";
import { mask } from "../core/masks.js";

/**
 * Raised whenever the same failure would get another fingerprint. Stored fingerprints keep their version in front,
 * so old ones never meet new ones by accident; recomputing them is a deliberate act.
 */
export const FINGERPRINT_VERSION = 1;

/** What makes a failure that failure. */
export interface FailureIdentity {
  category: string;
  command?: string;
  test?: string;
  /** Evidence lines, best first. */
  lines: readonly string[];
  labels?: Record<string, string>;
}

/** Lines looked at: the second tells apart what a common first line (`error: failed`) leaves together. */
const LINES = 2;

/**
 * `v1:` and 32 hexadecimal digits: equal for the same failure on another day, machine, shard, path or commit. A
 * failing test is its own identity, whatever it said this time; otherwise command and best evidence lines are.
 */
export function fingerprintOf(identity: FailureIdentity): string {
  const material = JSON.stringify(materialOf(identity));
  return `v${FINGERPRINT_VERSION}:${createHash("sha256").update(material).digest("hex").slice(0, 32)}`;
}

function materialOf({ category, command, test, lines, labels }: FailureIdentity): unknown {
  const marks = Object.entries(labels ?? {})
    .map(([key, value]) => [key, mask(value)])
    .sort(([a], [b]) => (a! < b! ? -1 : 1));
  if (test !== undefined && test.trim() !== "") return { test: testName(test), marks };
  return { category, command: mask(command ?? ""), lines: templates(lines), marks };
}

/** Test names keep their numbers (`test-http2`, `case[3]`), but not the time that runners print behind them. */
const testName = (test: string): string =>
  test
    .trim()
    .replace(/\s[([]\d+(?:\.\d+)?\s?m?s[)\]]$/, "")
    .replace(/\s+/g, " ")
    .trim();

function templates(lines: readonly string[]): string[] {
  const kept: string[] = [];
  for (const line of lines) {
    const text = mask(line);
    // A line of marks and punctuation alone says nothing.
    if (/[A-Z]{3}/i.test(text.replace(/<\w+>/g, "")) && !kept.includes(text)) kept.push(text);
    if (kept.length === LINES) break;
  }
  return kept;
}
