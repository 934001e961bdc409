import type { Kind } from "../kind.js";

export const notifier: Kind = {
  name: "notifier",
  says: "A way to tell people of an escalation.",
  make: () =>
    "notifiers have no registry yet: escalation writes issues alone (src/escalation/issue.ts), and `escalate.notify` of heal.yml is read by nobody",
};
