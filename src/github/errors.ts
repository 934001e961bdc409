import { HealError, reasonOf } from "../core/errors.js";

interface RequestFailure {
  status: number;
  message: string;
  headers: Record<string, string | undefined>;
}

function failureOf(error: unknown): RequestFailure | null {
  if (!(error instanceof Error) || !("status" in error) || typeof error.status !== "number") return null;
  const response =
    "response" in error ? (error.response as { headers?: Record<string, string> } | undefined) : undefined;
  return { status: error.status, message: error.message, headers: response?.headers ?? {} };
}

/** The pause GitHub asks for, in ms: `retry-after` seconds, or the reset time of an exhausted window. */
function pauseOf({ headers }: RequestFailure): number | undefined {
  const after = Number(headers["retry-after"]);
  if (Number.isFinite(after) && after > 0) return after * 1_000;
  const reset = Number(headers["x-ratelimit-reset"]);
  if (headers["x-ratelimit-remaining"] === "0" && Number.isFinite(reset))
    return Math.max(0, reset * 1_000 - Date.now());
  return undefined;
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
    (status === 403 && (/rate limit/i.test(message) || failure.headers["x-ratelimit-remaining"] === "0"));
  if (limited)
    return new HealError("HEAL_GITHUB_UNAVAILABLE", `rate limited: ${message}`, {
      cause: error,
      retryAfterMs: pauseOf(failure) ?? 60_000,
    });
  if (status === 403 && /not accessible by/i.test(message))
    return new HealError("HEAL_GITHUB_REFUSED", `GitHub refused: the App lacks the permission \`${needs}\``, {
      cause: error,
    });
  if (status === 404 || status === 410)
    return new HealError("HEAL_GITHUB_GONE", `GitHub answered ${status}: ${message}`, { cause: error });
  if (status >= 500 || status === 408)
    return new HealError("HEAL_GITHUB_UNAVAILABLE", `GitHub answered ${status}: ${message}`, {
      cause: error,
      retryAfterMs: pauseOf(failure),
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
