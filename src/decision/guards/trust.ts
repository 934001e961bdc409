import { countText, percent } from "../../core/format.js";
import { allow, refuse, type Guard } from "../context.js";

/** Refuses an action that has not helped: the predicted success must be at least 50 %. */
export const trust: Guard = ({ predicted, trials }, { asked }) => {
  const words = `predicted success ${percent(predicted)} after ${countText(trials, "outcome")}`;
  if (asked) return allow(`${words}, but asked for by @${asked.by}`);
  return predicted >= 0.5 ? allow(words) : refuse(`${words}: it did not help before`);
};
