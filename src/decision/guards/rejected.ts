import { allow, refuse, type Guard } from "../context.js";

/** What a person said no to is not done about the same failure again, unless a person asks for it. */
export const rejected: Guard = ({ step }, { rejections, asked }) => {
  const found = rejections.find(({ move }) => move === step.action);
  if (!found) return allow("nobody has rejected it for this failure");
  if (asked) return allow(`@${asked.by} asks for it, whoever rejected it before`);
  return refuse(`@${found.by} rejected it until ${found.until.slice(0, 10)}: ${found.reason}`);
};
