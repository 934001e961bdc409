import { limits } from "../../core/limits.js";
import { aboutMove } from "../../playbooks/moves.js";
import { allow, refuse, type Guard } from "../context.js";

/** Many jobs failing at once is not a transient failure of one job (PyTorch's gate: none above 5). */
export const blastRadius: Guard = ({ step, subject }, { asked }) =>
  !aboutMove[step.action].reruns || asked || subject.failedJobs.length <= limits.rerunFailedJobsAbove
    ? allow(`${subject.failedJobs.length} failed jobs`)
    : refuse(`${subject.failedJobs.length} jobs failed, above ${limits.rerunFailedJobsAbove}`);
