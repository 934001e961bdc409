import {
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  isBrokenCircuitError,
  retry,
  wrap,
} from "cockatiel";
import type { z } from "zod";
import { HealError, reasonOf } from "../../../core/errors.js";
import { redact } from "../../../core/redact.js";
import { clip } from "../../../core/text.js";
import { AgentRefusal, unavailable } from "../refusal.js";
import { failure } from "./contract.js";

export interface HttpOptions {
  /** Without a trailing slash. */
  baseUrl: string;
  token: string;
  fetch: typeof fetch;
  /** Of one request. */
  timeoutMs: number;
  maxBytes: number;
  /** First pause between tries of a read; it doubles. */
  retryDelayMs: number;
}

export interface Http {
  /** Reads; tried three times when the far side does not answer. */
  get<T>(path: string, shape: z.ZodType<T>): Promise<T>;
  /** Writes; tried once, because nothing tells whether a lost answer was a done deed. */
  post<T>(path: string, body: unknown, shape: z.ZodType<T>): Promise<T>;
}

/** One circuit for all calls: after five failures in a row nothing is asked for half a minute. */
const FAILURES = 5;
const OPEN_MS = 30_000;

/** Throws `AgentRefusal`, or `HEAL_AGENT_UNAVAILABLE` when trying again can help; the token is in no error. */
export function createHttp(options: HttpOptions): Http {
  const down = handleWhen((error) => error instanceof HealError && error.retryable);
  const circuit = circuitBreaker(down, { halfOpenAfter: OPEN_MS, breaker: new ConsecutiveBreaker(FAILURES) });
  const again = retry(
    // A rate limit says when to come back: asking sooner makes it longer.
    handleWhen((error) => error instanceof HealError && error.retryable && error.retryAfterMs === undefined),
    {
      maxAttempts: 2,
      backoff: new ExponentialBackoff({ initialDelay: options.retryDelayMs, maxDelay: 5_000 }),
    },
  );
  const patient = wrap(again, circuit);
  const guarded = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (isBrokenCircuitError(error))
        throw unavailable("Codegen failed repeatedly and is left alone", OPEN_MS);
      throw error;
    }
  };
  return {
    get: (path, shape) => guarded(patient.execute(() => send(options, "GET", path, undefined, shape))),
    post: (path, body, shape) => guarded(circuit.execute(() => send(options, "POST", path, body, shape))),
  };
}

async function send<T>(
  options: HttpOptions,
  method: "GET" | "POST",
  path: string,
  body: unknown,
  shape: z.ZodType<T>,
): Promise<T> {
  const { status, text } = await exchange(options, method, path, body);
  if (status >= 300)
    throw refusalOf(status, clean(words(text), options.token), `${method} ${path.split("?")[0]}`);
  const read = shape.safeParse(json(text));
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new AgentRefusal(
    "bad_response",
    `Codegen answered another shape: ${clip(`${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`, 200)}`,
  );
}

async function exchange(
  options: HttpOptions,
  method: string,
  path: string,
  body: unknown,
): Promise<{ status: number; text: string }> {
  try {
    const response = await options.fetch(`${options.baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${options.token}`,
        accept: "application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      // Following one would hand the token to another host.
      redirect: "manual",
      // Covers the body too.
      signal: AbortSignal.timeout(options.timeoutMs),
    });
    return { status: response.status, text: await limited(response, options.maxBytes) };
  } catch (error) {
    if (error instanceof HealError) throw error;
    const cause = error instanceof Error && error.cause !== undefined ? `: ${reasonOf(error.cause)}` : "";
    throw unavailable(`Codegen cannot be reached: ${clean(reasonOf(error) + cause, options.token)}`);
  }
}

async function limited(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const next = await reader?.read();
    if (!next || next.done) break;
    const chunk = next.value as Uint8Array;
    size += chunk.byteLength;
    if (size > maxBytes) {
      await reader?.cancel();
      throw new AgentRefusal("bad_response", `Codegen answered more than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function refusalOf(status: number, said: string, what: string): HealError {
  const reason = `Codegen answered ${status} to ${what}${said === "" ? "" : `: ${said}`}`;
  if (status < 400) return new AgentRefusal("bad_response", `${reason} (redirects are not followed)`);
  // No Retry-After is documented; the limits are counted by the minute.
  if (status === 429) return unavailable(reason, 60_000);
  if (status === 408 || status >= 500) return unavailable(reason);
  if (status === 402) return new AgentRefusal("quota", reason);
  if (status === 401 || status === 403) return new AgentRefusal("forbidden", reason);
  return new AgentRefusal(status === 404 ? "not_onboarded" : "bad_request", reason);
}

function words(text: string): string {
  const read = failure.safeParse(json(text));
  if (!read.success) return "";
  const { message, detail } = read.data;
  return message ?? (typeof detail === "string" ? detail : (detail ?? []).map((d) => d.msg ?? "").join("; "));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Fits no shape, and is reported as such.
  }
}

/** Whatever the far side says back: it may well repeat what was sent. */
const clean = (text: string, token: string): string =>
  clip(redact(token === "" ? text : text.replaceAll(token, "[redacted:token]")), 300);
