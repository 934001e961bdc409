import { ProbotOctokit } from "probot";
import { HealError } from "../core/errors.js";
import type { Settings } from "../core/settings.js";
import { withTimeout } from "./client.js";
import { apiUrl } from "./urls.js";
import { toHealError } from "./errors.js";

type Where = Pick<Settings, "GHE_HOST" | "GHE_PROTOCOL">;

export interface NewApp {
  id: number;
  pem: string;
  webhookSecret: string;
  clientId: string;
  clientSecret: string;
  /** The App's page at GitHub. */
  url: string;
}

const webUrl = ({ GHE_HOST, GHE_PROTOCOL }: Where): string =>
  GHE_HOST === undefined ? "https://github.com" : `${GHE_PROTOCOL}://${GHE_HOST}`;

/** Where the manifest's form goes (docs: Registering a GitHub App from a manifest), for a person or an organisation. */
export const manifestForm = (where: Where, organization: string | null, state: string) => {
  const owner = organization === null ? "" : `/organizations/${organization}`;
  return { origin: webUrl(where), action: `${webUrl(where)}${owner}/settings/apps/new?state=${state}` };
};

/** Exchanges the code that GitHub sent back; it works once, within an hour. */
export async function appFromCode(where: Where, code: string): Promise<NewApp> {
  const octokit = new ProbotOctokit({
    baseUrl: apiUrl(where),
    request: { fetch: withTimeout, retries: 0 },
    throttle: { enabled: false },
  });
  const { data } = await octokit.rest.apps.createFromManifest({ code }).catch((error: unknown) => {
    throw toHealError(error, "metadata: read");
  });
  if (!data.webhook_secret)
    throw new HealError("HEAL_GITHUB_UNAVAILABLE", "GitHub registered the App without a webhook secret");
  return {
    id: data.id,
    pem: data.pem,
    webhookSecret: data.webhook_secret,
    clientId: data.client_id ?? "",
    clientSecret: data.client_secret,
    url: data.html_url,
  };
}
