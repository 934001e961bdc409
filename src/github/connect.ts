import { Probot } from "probot";
import type { Clock } from "../core/clock.js";
import type { Settings } from "../core/settings.js";
import type { Log } from "../intake/log.js";
import { upsertRepository } from "../store/repositories.js";
import type { Db } from "../store/db.js";
import { reasonOf } from "../core/errors.js";
import { createClient, split, withTimeout, type Client } from "./client.js";
import { orNull, toHealError } from "./errors.js";

/** `https://api.github.com`, or a GitHub Enterprise host's own. */
export const apiUrl = ({ GHE_HOST, GHE_PROTOCOL }: Pick<Settings, "GHE_HOST" | "GHE_PROTOCOL">): string =>
  GHE_HOST === undefined ? "https://api.github.com" : `${GHE_PROTOCOL}://${GHE_HOST}/api/v3`;

/** Who signs the identity tokens of workflows (docs: OpenID Connect; on GHES below `/_services/token`). */
export const oidcIssuer = ({
  GHE_HOST,
  GHE_PROTOCOL,
}: Pick<Settings, "GHE_HOST" | "GHE_PROTOCOL">): string =>
  GHE_HOST === undefined
    ? "https://token.actions.githubusercontent.com"
    : `${GHE_PROTOCOL}://${GHE_HOST}/_services/token`;

/** The App through Probot, which signs its JWTs. */
export function connect(
  settings: Settings,
  privateKey: string,
  { clock, paced }: { clock: Clock; paced: boolean },
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
  return createClient({ probot, baseUrl, clock, paced });
}

/** Every repository the App is installed in, so that alerts find theirs before the first webhook came. */
export async function learnRepositories(client: Client, db: Db, log: Log): Promise<number> {
  let count = 0;
  const app = await client.app();
  const installations = await app.paginate("GET /app/installations", { per_page: 100 });
  for (const installation of installations) {
    if (installation.suspended_at) continue;
    try {
      const token = await app.rest.apps.createInstallationAccessToken({
        installation_id: installation.id,
        permissions: { metadata: "read" },
      });
      const octokit = client.withToken(token.data.token, String(installation.id));
      const repositories = await octokit.paginate("GET /installation/repositories", { per_page: 100 });
      for (const repository of repositories) {
        await upsertRepository(db, {
          full_name: repository.full_name,
          repository_id: repository.id,
          installation_id: installation.id,
          default_branch: repository.default_branch,
        });
        count += 1;
      }
    } catch (error) {
      log.warn(
        { installation: installation.id, reason: reasonOf(error) },
        "an installation's repositories could not be listed",
      );
    }
  }
  return count;
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
