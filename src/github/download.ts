import { HealError, reasonOf } from "../core/errors.js";
import { pauseOf } from "./errors.js";

/**
 * Opens what GitHub's API redirected to (logs, artifacts), without any token: the URL itself is the permission. Null when the
 * storage has none. The body is read as it arrives; one that ends before its announced length, or takes more than
 * `timeoutMs` in all, throws `HEAL_LOG_CUT`. Whoever stops reading early ends the download.
 */
export async function openDownload(url: URL, timeoutMs: number): Promise<AsyncIterable<Buffer> | null> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: "error" }).catch(
    (error: unknown) => {
      throw new HealError("HEAL_GITHUB_UNAVAILABLE", `download failed: ${reasonOf(error)}`, { cause: error });
    },
  );
  if (response.status === 404 || response.status === 410) {
    await response.body?.cancel();
    return null;
  }
  if (!response.ok) {
    await response.body?.cancel();
    const { status, headers } = response;
    throw new HealError("HEAL_GITHUB_UNAVAILABLE", `download answered ${status}`, {
      cause: Object.assign(new Error(`the storage answered ${status}`), { status }),
      retryAfterMs: pauseOf(Object.fromEntries(headers)),
    });
  }
  return bodyOf(response);
}

async function* bodyOf(response: Response): AsyncGenerator<Buffer> {
  let read = 0;
  try {
    for await (const chunk of response.body ?? []) {
      const { buffer, byteOffset, byteLength } = chunk as Uint8Array<ArrayBuffer>;
      read += byteLength;
      yield Buffer.from(buffer, byteOffset, byteLength);
    }
  } catch (error) {
    throw new HealError("HEAL_LOG_CUT", `the download ended after ${read} bytes: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/** The whole body, at most `bytes` of it; a longer one is refused as `HEAL_ARCHIVE_INVALID`. */
export async function download(
  url: URL,
  { bytes, timeoutMs }: { bytes: number; timeoutMs: number },
): Promise<Buffer | null> {
  const body = await openDownload(url, timeoutMs);
  if (!body) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > bytes) throw new HealError("HEAL_ARCHIVE_INVALID", `more than ${bytes} bytes`);
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
