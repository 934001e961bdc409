import { switching } from "../switching.js";

export const disableWorkflow = switching(
  {
    name: "disable-workflow",
    says: "Disables a workflow of the repository, so that nothing starts it.",
    undo: "Enable it; heal does so itself when it did not help.",
  },
  (state) => state.startsWith("disabled"),
  (github, { repository }, workflow) => github.disableWorkflow(repository, workflow),
);
