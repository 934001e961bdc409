import { switching } from "../switching.js";

export const enableWorkflow = switching(
  {
    name: "enable-workflow",
    says: "Enables a workflow of the repository that was disabled.",
    undo: "Disable it; heal does so itself when it did not help.",
  },
  (state) => state === "active",
  (github, { repository }, workflow) => github.enableWorkflow(repository, workflow),
);
