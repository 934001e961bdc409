import { countText } from "../core/format.js";
import { titleOf as titleText } from "../core/text.js";
import { isNotMine } from "../diagnosis/root-cause/attribution.js";
import { BUTTONS_MAX, type CheckButton } from "../events/check.js";
import type { CheckText } from "../github/port.js";
import type { Move } from "../playbooks/moves.js";
import { annotationsOf } from "./annotations.js";
import type { CheckFacts, CheckFailure, JudgedJob } from "./check-facts.js";
import { checkSummary } from "./check-summary.js";

/** What the check run of a commit says: whose each failure is, why, and what can be done. */
export function checkRunText(facts: CheckFacts): CheckText {
  const open = facts.failures.filter(({ over }) => over === null);
  const judged = open.flatMap(({ jobs }) => jobs);
  return {
    conclusion: facts.everybodys && open.length > 0 ? "neutral" : conclusionOf(open, judged, facts.mine),
    title: titleOf(facts, open, judged),
    summary: checkSummary(facts),
    annotations: annotationsOf(open),
    actions: buttonsOf(open, facts.everybodys ? [] : judged),
    detailsUrl: facts.url,
  };
}

function conclusionOf(
  open: readonly CheckFailure[],
  judged: readonly JudgedJob[],
  mine: CheckFacts["mine"],
): CheckText["conclusion"] {
  if (open.some(({ record }) => record === null)) return "neutral";
  if (judged.some(({ attribution }) => attribution.verdict === "mine")) return mine;
  return judged.every(({ attribution }) => isNotMine(attribution)) ? "success" : "neutral";
}

function titleOf(
  { failures: all, everybodys }: CheckFacts,
  open: readonly CheckFailure[],
  judged: readonly JudgedJob[],
): string {
  if (open.length === 0) return all.length === 1 ? (all[0]?.over ?? "It is over") : "All that failed is over";
  if (judged.length === 0) return `heal looks at ${countText(open.length, "failure")}`;
  const n = judged.length;
  if (everybodys)
    return titleText(
      `${countText(n, "failure")} on ${everybodys.branch}${everybodys.issue ? ", told in an issue" : ""}`,
      150,
    );
  const mine = judged.filter(({ attribution }) => attribution.verdict === "mine").length;
  const others = judged.filter(({ attribution }) => isNotMine(attribution)).length;
  const unclear = n - mine - others;
  if (mine === n) return `${countText(n, "failure")} ${n === 1 ? "looks" : "look"} yours`;
  if (others === n) return n === 1 ? "1 failure, not yours" : `${n} failures, none of them yours`;
  if (unclear === n) return n === 1 ? "1 failure, unclear whose" : `${n} failures, unclear whose`;
  return [
    ...(mine > 0 ? [`${countText(mine, "failure")} ${mine === 1 ? "looks" : "look"} yours`] : []),
    ...(others > 0
      ? [
          mine > 0
            ? `${others} ${others === 1 ? "does" : "do"} not`
            : `${countText(others, "failure")} not yours`,
        ]
      : []),
    ...(unclear > 0 ? [`${unclear} ${unclear === 1 ? "is" : "are"} unclear`] : []),
  ].join(", ");
}

/** What is asked for first, as there is room for few. */
function buttonsOf(open: readonly CheckFailure[], judged: readonly JudgedJob[]): CheckText["actions"] {
  const offer = open.find(({ may }) => may.approve)?.may.approve;
  // Approving it is asking for it.
  const isOffered = (move: Move): boolean => move === offer?.action;
  const buttons: (CheckText["actions"][number] & { identifier: CheckButton })[] = [
    ...(offer
      ? [
          {
            label: "Approve",
            description: `Let heal do ${offer.action}.`.slice(0, 40),
            identifier: `approve-${offer.offer}` as const,
          },
        ]
      : []),
    ...(open.some(({ may }) => may.retry) && !isOffered("rerun-failed-jobs")
      ? [{ label: "Retry", description: "Run the failed jobs again.", identifier: "retry" as const }]
      : []),
    ...(open.some(({ may }) => may.fix) && !isOffered("open-fix-pr")
      ? [{ label: "Fix", description: "Ask for a fix pull request.", identifier: "fix" as const }]
      : []),
    ...(judged.some(({ attribution }) => attribution.verdict === "mine")
      ? [{ label: "Not mine", description: "The change did not cause it.", identifier: "not-mine" as const }]
      : []),
  ];
  return buttons.slice(0, BUTTONS_MAX);
}
