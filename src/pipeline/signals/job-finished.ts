import { addJob } from "../../store/jobs.js";
import type { Handler } from "./handler.js";

/** Nothing is decided by a job alone; its times are kept. */
export const jobFinished: Handler<"job-finished"> = async ({ repository, job, at }, { tx }) => {
  await addJob(tx, repository.fullName, job, at);
  return null;
};
