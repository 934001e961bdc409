import { request, type Fetch } from "./http.js";
import type { Environment } from "./inputs.js";
import { isRecord, parseJson } from "./json.js";
import { Problem } from "./problem.js";

/**
 * Asks GitHub for the job's OIDC token.
 * https://docs.github.com/actions/reference/security/oidc#methods-for-requesting-the-oidc-token
 */
export async function oidcToken(
  fetch: Fetch,
  env: Environment,
  audience: string,
  signal: AbortSignal,
): Promise<string> {
  const [address, bearer] = [env["ACTIONS_ID_TOKEN_REQUEST_URL"], env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]];
  if (!address || !bearer) {
    throw new Problem(
      "This job has no OIDC token. Add `permissions: { contents: read, id-token: write }` to the job " +
        "(pull requests from forks never get one).",
    );
  }
  const url = new URL(address);
  url.searchParams.set("audience", audience);
  const headers = { Authorization: `bearer ${bearer}`, Accept: "application/json" };
  const { status, text } = await request(fetch, "GitHub's token service", url, { headers, signal });
  const body = parseJson(text);
  const token = isRecord(body) ? body["value"] : undefined;
  if (status !== 200 || typeof token !== "string" || token === "") {
    throw new Problem(`GitHub's token service gave no token (status ${status}).`, status >= 500);
  }
  return token;
}
