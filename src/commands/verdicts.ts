import { whyNot } from "../decision/decide.js";
import type { Reason } from "../decision/stored.js";
import { escapeText, inlineCode } from "../diagnosis/markdown.js";

/** What people read of the reasons of a decision. Names and reasons hold words of repositories and vendors. */

/** Why it was not done, each reason once. */
export const refusalsOf = (reasons: readonly Reason[]): string[] => [
  ...new Set(
    reasons.flatMap(({ verdicts }) => verdicts.filter(({ allowed }) => !allowed).map(({ reason }) => reason)),
  ),
];

/** A line a playbook: what kept it from being done. */
export const refusalLines = (reasons: readonly Reason[]): string[] =>
  whyNot(reasons).map(
    ({ playbook, action, why }) => `- ${inlineCode(action)} (${escapeText(playbook)}): ${escapeText(why)}`,
  );

/** Every playbook with what each guard says of it. */
export const verdictLines = (reasons: readonly Reason[]): string[] =>
  reasons.flatMap(({ playbook, action, chosen, verdicts }) => [
    `- ${inlineCode(action)} (${escapeText(playbook)})${chosen ? ", chosen" : ""}`,
    ...verdicts.map(
      ({ guard, allowed, reason }) => `  - ${allowed ? "yes" : "**no**"}, ${guard}: ${escapeText(reason)}`,
    ),
  ]);
