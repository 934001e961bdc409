/** Trouble on demand: delays, refusals, limits, cut connections. */
import type { Fault, FaultMatch } from "./types.js";

interface Entry {
  match: FaultMatch;
  fault: Fault;
  left: number;
}

export class Faults {
  readonly #entries: Entry[] = [];

  set(match: FaultMatch, fault: Fault, times = Number.POSITIVE_INFINITY): () => void {
    const entry: Entry = { match, fault, left: times };
    this.#entries.push(entry);
    return () => {
      entry.left = 0;
    };
  }

  /** The first fault that fits, counted down; delays are followed by what comes after them. */
  take(method: string, path: string): Fault[] {
    const taken: Fault[] = [];
    for (const entry of this.#entries) {
      if (entry.left <= 0) continue;
      if (entry.match.method !== undefined && entry.match.method.toUpperCase() !== method) continue;
      if (entry.match.path !== undefined && path.search(entry.match.path) === -1) continue;
      entry.left--;
      taken.push(entry.fault);
      if (!("delayMs" in entry.fault)) break;
    }
    return taken;
  }
}

/** The answer to a request that met one of GitHub's two limits. */
export function limitAnswer(
  kind: "rate-limited" | "secondary-limited",
  now: Date,
  retryAfterSeconds = 2,
): { status: number; headers: Record<string, string>; body: unknown } {
  const reset = Math.ceil(now.getTime() / 1000) + retryAfterSeconds;
  if (kind === "secondary-limited")
    return {
      status: 403,
      headers: { "retry-after": String(retryAfterSeconds) },
      body: {
        message:
          "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.",
        documentation_url:
          "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits",
        status: "403",
      },
    };
  return {
    status: 403,
    headers: {
      "x-ratelimit-limit": "5000",
      "x-ratelimit-remaining": "0",
      "x-ratelimit-used": "5000",
      "x-ratelimit-reset": String(reset),
      "x-ratelimit-resource": "core",
    },
    body: {
      message:
        "API rate limit exceeded for installation. If you reach out to GitHub Support for help, please include the request ID.",
      documentation_url: "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api",
      status: "403",
    },
  };
}

const isList = (value: unknown): value is { created_at?: string }[] => Array.isArray(value);

/** A list's answer as a copy of the data gives it that is `lagMs` old, or has nothing yet; what is no list stays. */
export function lagging(body: Buffer, now: Date, lagMs = Number.POSITIVE_INFINITY): Buffer {
  const answer: unknown = JSON.parse(body.toString("utf8"));
  const old = (items: { created_at?: string }[]) =>
    items.filter((item) => now.getTime() - Date.parse(item.created_at ?? "") > lagMs);
  if (isList(answer)) return Buffer.from(JSON.stringify(old(answer)));
  if (typeof answer !== "object" || answer === null || !("total_count" in answer)) return body;
  const [key, items] = Object.entries(answer).find(([, value]) => isList(value)) ?? [];
  if (key === undefined || !isList(items)) return body;
  const left = old(items);
  return Buffer.from(JSON.stringify({ ...answer, total_count: left.length, [key]: left }));
}
