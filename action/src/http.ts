import { Problem } from "./problem.js";

export type Fetch = typeof globalThis.fetch;

export interface Answer {
  status: number;
  text: string;
}

const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * One request, redirects refused, the answer read up to 1 MiB. Throws Problem; `what` names the other side.
 * A redirect could hand the token to another host.
 */
export async function request(fetch: Fetch, what: string, url: URL, init: RequestInit): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, redirect: "manual" });
    const text = await readLimited(response, what);
    if (response.status >= 300 && response.status < 400) {
      throw new Problem(
        `${what} answered with a redirect (${response.status}), which is refused. Give its final address.`,
      );
    }
    return { status: response.status, text };
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (init.signal?.aborted === true) throw new Problem(`${what} did not answer in time.`);
    throw new Problem(`${what} could not be reached: ${reasonOf(error)}.`, true);
  }
}

async function readLimited(response: Response, what: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | null = response.body;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) throw new Problem(`${what} answered more than 1 MiB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** fetch hides the reason in `cause`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (typeof cause === "object" && cause !== null && "code" in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : error.message;
}
