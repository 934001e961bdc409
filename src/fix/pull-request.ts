import { percent } from "../core/format.js";
import { redact } from "../core/redact.js";
import { clip, codeBlock, markdownEscape, oneLine, titleOf } from "../core/text.js";
import type { CheckResult } from "./checks/index.js";
import { keyMarker } from "./prompt.js";
import { proofTable, type Proof } from "./proof.js";

export interface FixPullRequest {
  category: string;
  /** Of the diagnosis; may quote a log. */
  summary: string;
  /** 0..1 */
  confidence: number;
  evidence: readonly { line: number; text: string }[];
  /** Fixer or agent that made the patch. */
  producer: string;
  incident: { id: number; url: string | null };
  baseBranch: string;
  baseSha: string;
  /** heal's key of the fix. */
  key: string;
  checks: readonly CheckResult[];
  /** The commit that was checked; absent: it is not made yet, the patch is what was checked. */
  headSha?: string | null;
  proof: Proof | null;
}

const START = "<!-- heal:results -->";
const END = "<!-- /heal:results -->";
/** GitHub takes 256 characters of title and 65,536 of body. */
const MAX_TITLE = 120;
const MAX_BODY = 60_000;
const MAX_EVIDENCE = 4_000;
const MAX_SHOWN = 25;

/** Title and body of a draft pull request; no text from outside notifies, links, closes or hides anything. */
export function fixPullRequest(fix: FixPullRequest): { title: string; body: string } {
  const { incident } = fix;
  const evidence = fix.evidence.map(({ line, text }) => `${line}: ${oneLine(text, 500)}`).join("\n");
  const body = [
    `heal proposes this change for a failure of kind **${word(fix.category)}** on \`${word(fix.baseBranch)}\` (${word(fix.baseSha.slice(0, 12))}).`,
    "",
    "### Diagnosis",
    "",
    `${shown(fix.summary)} Confidence ${percent(fix.confidence)}.`,
    ...(incident.url === null ? [] : ["", `Incident ${incident.id}: ${incident.url}`]),
    ...(evidence === "" ? [] : ["", "Lines of the log:", "", dataBlock(evidence)]),
    "",
    resultsSection(fix),
    "",
    "### How to undo",
    "",
    "Close this pull request and delete its branch; nothing else was changed. After a merge, revert the merge commit.",
    "`/heal stop` keeps heal from acting on this repository.",
    "",
    keyMarker(fix.key),
  ].join("\n");
  const title = titleOf(`fix(${fix.category}): ${redact(fix.summary)}`, MAX_TITLE);
  return { title, body: clip(body, MAX_BODY) };
}

export type Results = Pick<FixPullRequest, "producer" | "checks" | "headSha" | "proof">;

/** In place of the results when somebody pushed after the checks: heal answers for nothing that it has not looked at. */
export const movedSection = (checked: Place, now: Place): string => {
  const what =
    checked.sha === now.sha
      ? `This pull request was turned to the branch \`${word(now.base)}\` after the checks: heal checked it against \`${word(checked.base)}\` and vouches for nothing in it`
      : `This pull request was pushed to after the checks: heal checked \`${word(checked.sha.slice(0, 12))}\` and vouches for nothing in \`${word(now.sha.slice(0, 12))}\``;
  return [START, "### What heal checked", "", `${what} until that is checked as well.`, END].join("\n");
};

/** A change: the commit, and the branch that it is against. */
interface Place {
  sha: string;
  base: string;
}

/** What was checked and proven, between markers; also put below an agent's own words. */
export function resultsSection({ producer, checks, headSha, proof }: Results): string {
  const refused = checks.filter((check) => !check.ok);
  const at = !headSha ? "" : ` at \`${word(headSha.slice(0, 12))}\``;
  return [
    START,
    "### What heal checked",
    "",
    `Made by ${shown(producer)}. ${checks.length - refused.length} of ${checks.length} checks of the patch passed${at}.`,
    "",
    ...checks
      .slice(0, MAX_SHOWN)
      .map(
        (c) =>
          `- ${c.ok ? "✓" : "✗"} ${word(c.check)}: ${shown(c.reason, 160)}${c.path === undefined ? "" : ` (${shown(c.path, 160)})`}`,
      ),
    "",
    "### Before and after",
    "",
    proof === null
      ? "CI has not answered yet."
      : `${shown(proof.reason)}.\n\n${proofTable(proof.rows.slice(0, MAX_SHOWN))}`,
    END,
  ].join("\n");
}

/**
 * A body with the section in the place of the former one, or at its end; the rest stays as it is. Null stands for
 * GitHub's empty body. The section is never cut: the rest is, when both do not fit.
 */
export function withResults(body: string | null, section: string): string {
  const text = body ?? "";
  // The last pair: an agent's own words come before what heal added.
  const start = text.lastIndexOf(START);
  const end = start === -1 ? -1 : text.indexOf(END, start);
  if (end !== -1) return text.slice(0, start) + section + text.slice(end + END.length);
  const room = clip(text, Math.max(0, MAX_BODY - section.length - 2));
  return room.trim() === "" ? section : `${room}\n\n${section}`;
}

/** heal's key in a pull request's body, when there is exactly the line that was asked for. One proof of several. */
export const hasKey = (body: string | null, key: string): boolean => body?.includes(keyMarker(key)) ?? false;

const word = (text: string): string => text.replace(/[^\w./:-]/g, "");
const shown = (text: string, max = 500): string => markdownEscape(oneLine(redact(text), max));
const dataBlock = (text: string): string => codeBlock(clip(redact(text), MAX_EVIDENCE));
