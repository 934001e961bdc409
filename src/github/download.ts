import { HealError, reasonOf } from "../core/errors.js";
import { pauseOf } from "./errors.js";

/**
 * Fetches what GitHub's API redirected to (logs, artifacts), without any token: the URL itself is the permission.
 * `keep: "end"` drops from the front when it is longer than `bytes`; `"all"` refuses what is longer.
 * A body that ends before its announced length is `HEAL_LOG_CUT`.
 */
export async function download(
  url: URL,
  { bytes, keep, timeoutMs }: { bytes: number; keep: "end" | "all"; timeoutMs: number },
): Promise<Buffer | null> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: "error" }).catch(
    (error: unknown) => {
      throw new HealError("HEAL_GITHUB_UNAVAILABLE", `download failed: ${reasonOf(error)}`, { cause: error });
    },
  );
  if (response.status === 404 || response.status === 410) return null;
  if (!response.ok) {
    await response.body?.cancel();
    const { status, headers } = response;
    throw new HealError("HEAL_GITHUB_UNAVAILABLE", `download answered ${status}`, {
      cause: Object.assign(new Error(`the storage answered ${status}`), { status }),
      retryAfterMs: pauseOf(Object.fromEntries(headers)),
    });
  }
  const chunks: Buffer[] = [];
  let kept = 0;
  try {
    for await (const chunk of response.body ?? []) {
      const buffer = Buffer.from(chunk as Uint8Array);
      chunks.push(buffer);
      kept += buffer.length;
      if (keep === "all" && kept > bytes)
        throw new HealError("HEAL_ARCHIVE_INVALID", `more than ${bytes} bytes`);
      while (chunks.length > 1 && kept - (chunks[0]?.length ?? 0) >= bytes)
        kept -= chunks.shift()?.length ?? 0;
    }
  } catch (error) {
    if (error instanceof HealError) throw error;
    throw new HealError("HEAL_LOG_CUT", `the download ended after ${kept} bytes: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  return Buffer.concat(chunks);
}

/** GitHub's signed URLs are https; a GitHub reached by plain http (tests, private networks) may redirect to itself only. */
export function redirectTarget(location: string | undefined, baseUrl: string): URL {
  if (!location) throw new HealError("HEAL_GITHUB_UNAVAILABLE", "GitHub's redirect has no location");
  const base = new URL(baseUrl);
  const url = new URL(location, base);
  const sameHost = url.protocol === base.protocol && url.hostname === base.hostname;
  if (url.protocol !== "https:" && !sameHost)
    throw new HealError("HEAL_GITHUB_UNAVAILABLE", `GitHub's redirect leads to ${url.protocol}//${url.host}`);
  return url;
}
