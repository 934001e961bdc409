import { GraphqlResponseError } from "@octokit/graphql";
import { MINUTE } from "../core/clock.js";
import { HealError, reasonOf } from "../core/errors.js";

interface RequestFailure {
  status: number;
  message: string;
  headers: Record<string, string | undefined>;
}

/** The HTTP status behind an error of GitHub's, or of the storage it redirects to; null: there was no answer. */
export function statusOf(error: unknown): number | null {
  if (error instanceof HealError) return statusOf(error.cause);
  if (!(error instanceof Error) || !("status" in error)) return null;
  return typeof error.status === "number" ? error.status : null;
}

/**
 * GraphQL answers 200 with typed errors (docs: "Rate limits and query limits for the GraphQL API"; types as its schema's
 * clients see them); each is the refusal that REST gives a status.
 */
const STATUS_OF_TYPE: Readonly<Record<string, number>> = {
  RATE_LIMITED: 429,
  RATE_LIMIT: 429,
  FORBIDDEN: 403,
  INSUFFICIENT_SCOPES: 403,
  NOT_FOUND: 404,
  UNPROCESSABLE: 422,
  SERVICE_UNAVAILABLE: 503,
  INTERNAL: 500,
};

function failureOf(error: unknown): RequestFailure | null {
  if (error instanceof GraphqlResponseError) {
    const [first] = error.errors ?? [];
    const status = STATUS_OF_TYPE[first?.type ?? ""] ?? 500;
    const told = Object.entries(error.headers).map(([name, value]) => [name, String(value)] as const);
    return { status, message: first?.message ?? error.message, headers: Object.fromEntries(told) };
  }
  if (!(error instanceof Error) || !("status" in error) || typeof error.status !== "number") return null;
  const response =
    "response" in error ? (error.response as { headers?: Record<string, string> } | undefined) : undefined;
  return { status: error.status, message: error.message, headers: response?.headers ?? {} };
}

/** A window of GitHub's is an hour; whatever names a later time is not believed. */
const LONGEST_MS = 65 * MINUTE;

/** The pause the far side asks for, in ms: `retry-after` seconds, or the reset time of an exhausted window. */
export function pauseOf(headers: Readonly<Record<string, string | undefined>>): number | undefined {
  const after = Number(headers["retry-after"]);
  if (Number.isFinite(after) && after > 0) return Math.min(LONGEST_MS, after * 1_000);
  const reset = Number(headers["x-ratelimit-reset"]);
  if (headers["x-ratelimit-remaining"] !== "0" || !Number.isFinite(reset)) return undefined;
  // Both by GitHub's clock: ours may be wrong. Its dates are whole seconds.
  const sent = Date.parse(headers.date ?? "");
  return Math.min(LONGEST_MS, Math.max(0, reset * 1_000 - (Number.isNaN(sent) ? Date.now() : sent)));
}

/**
 * GitHub's answer in heal's words. `needs` are the permissions the call takes (`actions: write`): GitHub's 403 does not
 * always name them, and a refusal without the name helps nobody.
 */
export function toHealError(error: unknown, needs: string): HealError {
  if (error instanceof HealError) return error;
  const failure = failureOf(error);
  if (!failure) return new HealError("HEAL_GITHUB_UNAVAILABLE", reasonOf(error), { cause: error });
  const { status, message } = failure;
  const limited =
    status === 429 ||
    (status === 403 &&
      (/rate limit|abuse detection/i.test(message) || failure.headers["x-ratelimit-remaining"] === "0"));
  if (limited) {
    // docs: Rate limits for the REST API, "Exceeding the rate limit": without a time at least a minute, and growing.
    const told = pauseOf(failure.headers);
    return new HealError("HEAL_GITHUB_UNAVAILABLE", `rate limited: ${message}`, {
      cause: error,
      retryAfterMs: told ?? MINUTE,
      doubling: told === undefined,
    });
  }
  // The token is not known (any more), or GitHub's own authentication is in trouble: no refusal of what was asked for.
  if (status === 401)
    return new HealError("HEAL_GITHUB_UNAVAILABLE", `GitHub answered 401: ${message}`, { cause: error });
  if (status === 403 && /not accessible by/i.test(message))
    return new HealError("HEAL_GITHUB_REFUSED", `GitHub refused: the App lacks the permission \`${needs}\``, {
      cause: error,
    });
  if (status === 404 || status === 410)
    return new HealError("HEAL_GITHUB_GONE", `GitHub answered ${status}: ${message}`, { cause: error });
  if (status >= 500 || status === 408)
    return new HealError("HEAL_GITHUB_UNAVAILABLE", `GitHub answered ${status}: ${message}`, {
      cause: error,
      retryAfterMs: pauseOf(failure.headers),
    });
  return new HealError("HEAL_GITHUB_REFUSED", `GitHub answered ${status}: ${message}`, { cause: error });
}

/** The value, or null when GitHub says it is not there. */
export async function orNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof HealError && error.code === "HEAL_GITHUB_GONE") return null;
    throw error;
  }
}
