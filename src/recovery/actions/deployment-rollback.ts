import { dispatching } from "../dispatching.js";

export const deploymentRollback = dispatching({
  name: "deployment-rollback",
  says: "Starts a rollback workflow with the commit that was deployed successfully before.",
  risk: "high",
  undo: "Deploy the newer commit again.",
});
