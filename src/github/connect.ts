import { Probot } from "probot";
import type { Clock } from "../core/clock.js";
import type { Settings } from "../core/settings.js";
import { createClient, split, withTimeout, type Client } from "./client.js";
import { orNull, toHealError } from "./errors.js";
import type { TokenLag } from "./token-lag.js";
import { apiUrl } from "./urls.js";

/** The App through Probot, which signs its JWTs. */
export function connect(
  settings: Settings,
  privateKey: string,
  options: { clock: Clock; paced: boolean; lag?: TokenLag },
): Client {
  const baseUrl = apiUrl(settings);
  const probot = new Probot({
    appId: settings.APP_ID,
    privateKey: privateKey.replaceAll("\\n", "\n"),
    secret: settings.WEBHOOK_SECRET,
    baseUrl,
    logLevel: "warn",
    // The App's own calls too must not hang on a GitHub that is silent.
    request: { fetch: withTimeout },
  });
  return createClient({ probot, baseUrl, ...options });
}

/** Asks GitHub itself; false when the App is not installed there. */
export const isInstalled = async (client: Client, fullName: string): Promise<boolean> => {
  const app = await client.app();
  const found = await orNull(
    app.rest.apps.getRepoInstallation(split(fullName)).catch((error: unknown) => {
      throw toHealError(error, "metadata: read");
    }),
  );
  return found !== null;
};
