import { allow, refuse, type Guard } from "../context.js";

/** What its operator switched off does nothing; a cause that nobody looked for is none to act on, unless a person asks. */
export const systems: Guard = ({ step }, { off, asked }) => {
  if (off.diagnosis && !asked) return refuse("diagnosis is off: manual review");
  if (step.action === "open-fix-pr")
    return off.codegen ? refuse("fixes are off (self_healing.codegen_integration)") : allow("fixes are on");
  return off.recovery ? refuse("recovery is off (self_healing.recovery)") : allow("recovery is on");
};
