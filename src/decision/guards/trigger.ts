import { isTriggeredByAnyone } from "../../events/line.js";
import { allow, refuse, type Guard } from "../context.js";

/** No writes for runs that strangers may set off at will: they would choose when heal acts, and what an agent reads. */
export const trigger: Guard = ({ subject: { event } }, { asked }) => {
  if (event === null || !isTriggeredByAnyone(event)) return allow("set off by somebody with write access");
  return asked
    ? allow(`@${asked.by} asked for it`)
    : refuse(`anybody may set off a run by ${event}; a person with write access has to ask`);
};
