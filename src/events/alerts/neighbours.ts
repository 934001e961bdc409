import { HOUR } from "../../core/clock.js";

/** Changes and failures so shortly before or after an alert are worth a look (Google SRE book: most outages follow a change). */
export const NEAR_MS = HOUR;

/** A run that changes what is in production, by the usual names of workflows. */
export const isDeploy = ({ workflow, workflowPath }: { workflow: string; workflowPath: string }): boolean =>
  /\b(?:deploy\w*|release\w*|rollout|publish\w*|promote\w*)\b/i.test(
    `${workflow} ${workflowPath}`.replace(/_/g, " "),
  );
