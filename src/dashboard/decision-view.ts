import type { DecisionRow } from "../store/timeline.js";
import { countText, moment, percent } from "./format.js";

const says = {
  act: "Act",
  suggest: "Suggest, do not act",
  escalate: "Hand to people",
  wait: "Wait",
  none: "Do nothing",
} as const;

/**
 * Newest first. Playbooks that were meant for the failure are shown with every guard's verdict; those that were not stand
 * apart, each with its one reason.
 */
export const shownDecisions = (decisions: readonly DecisionRow[], now: Date) =>
  decisions.toReversed().map((decision) => {
    const reasons = decision.reasons.toSorted((a, b) => Number(b.chosen) - Number(a.chosen));
    const unfit = reasons.filter(isUnfit);
    return {
      kind: decision.kind,
      says: says[decision.kind],
      action: decision.action,
      playbook: decision.playbook,
      predicted:
        decision.predicted === null
          ? null
          : { share: decision.predicted.toFixed(3), words: percent(decision.predicted) },
      at: moment(decision.at, now),
      candidates: reasons
        .filter((reason) => !isUnfit(reason))
        .map((reason) => ({
          playbook: reason.playbook,
          action: reason.action,
          chosen: reason.chosen,
          verdicts: reason.verdicts,
          refused:
            reason.verdicts.find((verdict) => !verdict.allowed)?.reason ?? "another playbook was chosen",
        })),
      unfit: unfit.map((reason) => ({
        playbook: reason.playbook,
        action: reason.action,
        reason: reason.verdicts[0]?.reason ?? "",
      })),
      unfitWords: countText(unfit.length, "playbook"),
    };
  });

const isUnfit = (reason: DecisionRow["reasons"][number]): boolean =>
  !reason.chosen &&
  reason.verdicts.length === 1 &&
  reason.verdicts[0]?.guard === "match" &&
  !reason.verdicts[0].allowed;
