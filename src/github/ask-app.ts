import type { KeyObject } from "node:crypto";
import { SignJWT } from "jose";
import { z } from "zod";
import { MINUTE, SECOND, type Clock } from "../core/clock.js";
import { reasonOf } from "../core/errors.js";

/** What GitHub says to whoever signs as the App. */
export type AppAnswer =
  | { kind: "known"; id: number; name: string; owner: string }
  | { kind: "refused"; status: number; message: string; clockOffMs: number | null }
  | { kind: "failed"; status: number; message: string }
  | { kind: "unreachable"; reason: string };

const ANSWER_MS = 10 * SECOND;

const app = z.looseObject({
  id: z.number(),
  name: z.string(),
  owner: z.looseObject({ login: z.string() }).nullish(),
});
const refusal = z.looseObject({ message: z.string() });

/**
 * `GET /app` once, without the pauses and tries of the client: somebody waits for the answer. Throws when the key cannot sign
 * (docs: "Generating a JSON Web Token for a GitHub App": RS256, issued a minute ago against clocks that differ, good for 10 min at most).
 */
export async function askApp(
  { appId, key, baseUrl }: { appId: number; key: KeyObject; baseUrl: string },
  clock: Clock,
): Promise<AppAnswer> {
  const now = clock.now().getTime();
  const token = await new SignJWT()
    .setProtectedHeader({ alg: "RS256", typ: "JWT" })
    .setIssuer(String(appId))
    .setIssuedAt(new Date(now - MINUTE))
    .setExpirationTime(new Date(now + 8 * MINUTE))
    .sign(key);
  try {
    const answer = await fetch(`${baseUrl}/app`, {
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "user-agent": "heal",
      },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return read(answer, await answer.text(), now);
  } catch (error) {
    return { kind: "unreachable", reason: causeOf(error) };
  }
}

function read(answer: Response, text: string, now: number): AppAnswer {
  const { status } = answer;
  const body = parsed(text);
  const known = app.safeParse(body);
  if (answer.ok && known.success) {
    const { id, name, owner } = known.data;
    return { kind: "known", id, name, owner: owner?.login ?? "" };
  }
  const message = refusal.safeParse(body).data?.message ?? "no words that are GitHub's";
  // 404: "Integration not found", for an id that is no App's.
  if (status !== 401 && status !== 404) return { kind: "failed", status, message };
  const sent = Date.parse(answer.headers.get("date") ?? "");
  return { kind: "refused", status, message, clockOffMs: Number.isNaN(sent) ? null : now - sent };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's page: it is told as what it is not.
    return null;
  }
}

/** `fetch` says "fetch failed", and why beneath it. */
const causeOf = (error: unknown): string =>
  error instanceof Error && error.cause !== undefined ? reasonOf(error.cause) : reasonOf(error);
