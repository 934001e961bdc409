import { request, type Fetch } from "./http.js";
import { Problem } from "./problem.js";

export interface Sending {
  fetch: Fetch;
  healUrl: URL;
  token: string;
  body: string;
  signal: AbortSignal;
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  notice: (message: string) => void;
}

/** Waits before the second and the third try. */
const BACKOFF_MS = [1000, 3000];

/** Posts the report, at most three times, and gives heal's answer. Throws Problem. */
export async function send(sending: Sending): Promise<string> {
  for (const pause of [...BACKOFF_MS, null]) {
    try {
      return await post(sending);
    } catch (error) {
      if (!(error instanceof Problem) || !error.retry || pause === null) throw error;
      sending.notice(`${error.message} Trying again in ${pause / 1000} s.`);
      await sending.wait(pause, sending.signal);
      if (sending.signal.aborted) throw error;
    }
  }
  throw new Problem("heal was not told.");
}

async function post({ fetch, healUrl, token, body, signal }: Sending): Promise<string> {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const url = new URL(`${healUrl.href.replace(/\/$/, "")}/api/reports`);
  const { status, text } = await request(fetch, "heal", url, { method: "POST", headers, body, signal });
  if (status === 202) return text;
  throw new Problem(explain(status), status >= 500 || status === 429 || status === 408);
}

function explain(status: number): string {
  switch (status) {
    case 401:
      return "heal refused the token (401). Is the app installed for this repository, and does `audience` equal heal's address?";
    case 404:
      return "heal takes no reports at this address (404). Does heal-url point at heal?";
    case 413:
      return "The reports are too large for heal (413). Send fewer or smaller files.";
    default:
      return `heal answered ${status}.`;
  }
}
