import { spoken } from "../../core/clock.js";
import { allow, refuse, type Guard } from "../world.js";

/** A move is made once an incident, and reruns of one workflow keep the playbook's pace. */
export const cooldown: Guard = ({ step, playbook }, { tried, counts, now, asked }) => {
  if (asked) return allow(`asked for by @${asked.by}`);
  if (tried.includes(step.action)) return refuse(`${step.action} was tried for this incident already`);
  const { pace } = playbook.limits;
  const last = counts.lastRerunOfWorkflow;
  if (step.action !== "rerun-failed-jobs" || !pace || !last) return allow("nothing similar was done lately");
  const since = now.getTime() - last.getTime();
  return since >= pace
    ? allow(`the last rerun was ${spoken(since)} ago`)
    : refuse(`the last rerun of this workflow was ${spoken(since)} ago, within ${spoken(pace)}`);
};
