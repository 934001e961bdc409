import { useOf } from "../attempt.js";
import { cooldownReason } from "../shared-limits.js";
import { allow, refuse, type Guard } from "../context.js";

/** A move is made once an incident, and what it shares with others keeps its pace. */
export const cooldown: Guard = ({ step, playbook, goesOn }, { tried, attempts, shared, now, asked }) => {
  if (asked) return allow(`asked for by @${asked.by}`);
  // A playbook that goes on may name a move twice: its position says what was done.
  if (!goesOn && tried.includes(step.action))
    return refuse(`${step.action} was tried for this incident already`);
  return cooldownReason(attempts, useOf(step, shared), playbook.limits, now);
};
