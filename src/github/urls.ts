import type { Settings } from "../core/settings.js";

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
