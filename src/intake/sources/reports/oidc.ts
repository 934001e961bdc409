import { createRemoteJWKSet, customFetch, decodeJwt, decodeProtectedHeader, errors, jwtVerify } from "jose";
import { z } from "zod";
import { type Clock, MINUTE, SECOND } from "../../../core/clock.js";
import { HealError, reasonOf } from "../../../core/errors.js";

export interface OidcOptions {
  /** `https://token.actions.githubusercontent.com`, or `https://<GHE_HOST>/_services/token`. */
  issuer: string;
  /** What a workflow asks its token for: this server, so that no other server's token is good here. */
  audience: string | readonly string[];
  clock: Clock;
  fetch?: typeof fetch;
}

/** docs: OpenID Connect reference. `sub` is left alone: its shape can be changed by every organisation. */
const claimsSchema = z.object({
  repository: z.string().min(3).max(210),
  repository_id: z.string().regex(/^\d{1,18}$/),
  repository_owner_id: z.string().regex(/^\d{1,18}$/),
  event_name: z.string().regex(/^\w{1,60}$/),
  job_workflow_ref: z.string().regex(/^[\w.-]+\/[\w.-]+\/\.github\/workflows\/[^@\s]{1,255}@\S{1,255}$/),
  jti: z.string().min(1).max(200),
  run_id: z.string().regex(/^\d{1,18}$/),
  run_attempt: z.string().regex(/^\d{1,6}$/),
  sha: z.string().regex(/^[0-9a-f]{40,64}$/),
});
export type OidcClaims = z.infer<typeof claimsSchema>;

export type Verified = { ok: true; claims: OidcClaims } | { ok: false; reason: string };
export type Verifier = (token: string) => Promise<Verified>;

/** GitHub's clocks and ours may differ by this much. */
const SKEW_SECONDS = 30;
/** The issuer is asked for its keys at most this often, whatever arrives. */
const KEYS_EVERY_MS = MINUTE;
const KEYS_KEPT_MS = 10 * MINUTE;

const no = (reason: string): Verified => ({ ok: false, reason });

/**
 * Verifies GitHub's workflow identity tokens (RS256 only). A token that cannot be good whatever the keys are (other
 * algorithm, issuer, audience, expired) is refused before a key is looked for. Throws `HEAL_GITHUB_UNAVAILABLE` when
 * the issuer's keys cannot be had.
 */
export function createVerifier({ issuer, audience, clock, fetch: ask = fetch }: OidcOptions): Verifier {
  const audiences = typeof audience === "string" ? [audience] : [...audience];
  let askedAt = Number.NEGATIVE_INFINITY;
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks`), {
    cooldownDuration: KEYS_EVERY_MS,
    cacheMaxAge: KEYS_KEPT_MS,
    timeoutDuration: 5 * SECOND,
    [customFetch]: (url, init) => {
      // jose's cooldown counts successful fetches only.
      if (clock.now().getTime() - askedAt < KEYS_EVERY_MS)
        throw new HealError("HEAL_GITHUB_UNAVAILABLE", "the issuer was asked less than a minute ago");
      askedAt = clock.now().getTime();
      return ask(url, init);
    },
  });

  return async (token) => {
    const hopeless = withoutKeys(token, issuer, audiences, clock.now());
    if (hopeless) return no(hopeless);
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ["RS256"],
        issuer,
        audience: audiences,
        currentDate: clock.now(),
        clockTolerance: SKEW_SECONDS,
        requiredClaims: ["exp", "nbf", "iat", "jti"],
      });
      const claims = claimsSchema.safeParse(payload);
      if (claims.success) return { ok: true, claims: claims.data };
      return no(`the claim ${String(claims.error.issues[0]?.path[0])} is missing or malformed`);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return no("signed by a key the issuer does not have");
      if (error instanceof errors.JWKSTimeout) throw unavailable(error);
      if (error instanceof errors.JWTClaimValidationFailed)
        return no(`the claim ${error.claim} is not as it must be`);
      if (error instanceof errors.JOSEError && error.code !== "ERR_JOSE_GENERIC") return no(error.code);
      throw unavailable(error);
    }
  };
}

const unavailable = (error: unknown): HealError =>
  new HealError("HEAL_GITHUB_UNAVAILABLE", `the issuer's keys cannot be had: ${reasonOf(error)}`, {
    cause: error,
  });

/** Why the token is refused whatever its signature says; null: the keys must decide. */
function withoutKeys(token: string, issuer: string, audiences: readonly string[], now: Date): string | null {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    if (alg !== "RS256") return "only RS256 is accepted";
    if (typeof kid !== "string") return "the token names no key";
    const { iss, aud, exp } = decodeJwt(token);
    if (iss !== issuer) return "the token is of another issuer";
    if (![aud ?? []].flat().some((name) => audiences.includes(name)))
      return "the token is for another audience";
    if (typeof exp !== "number" || (exp + SKEW_SECONDS) * SECOND < now.getTime())
      return "the token has expired";
    return null;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return "not a JSON Web Token";
    throw error;
  }
}
