import { createCheckRuns } from "./check-runs.js";
import type { Client } from "./client.js";
import { createCode } from "./code.js";
import { createIssues } from "./issues.js";
import type { AppLogin } from "./app-login.js";
import type { GitHub } from "./port.js";
import { createPulls } from "./pulls.js";
import { createRuns } from "./runs.js";
import { createWorkflows } from "./workflows.js";

/** GitHub through octokit; every call carries a token for one repository and the permissions of that call. */
export function createGitHub(client: Client): GitHub {
  let login: Promise<string> | null = null;
  const ownLogin: AppLogin = () => {
    login ??= client.app().then(async (octokit) => {
      const { data } = await octokit.rest.apps.getAuthenticated();
      return `${data?.slug ?? ""}[bot]`;
    });
    // A failed look is not remembered.
    login.catch(() => (login = null));
    return login;
  };
  return {
    ...createRuns(client, ownLogin),
    ...createCode(client, ownLogin),
    ...createPulls(client, ownLogin),
    ...createIssues(client, ownLogin),
    ...createCheckRuns(client, ownLogin),
    ...createWorkflows(client, ownLogin),
  };
}
