import { randomBytes } from "node:crypto";
import { HOUR, MINUTE, type Clock } from "../../core/clock.js";
import { matchesAny, sameText } from "../../intake/secrets.js";

const TRIES = 5;
/** GitHub's code is good for an hour (docs: Registering a GitHub App from a manifest); so is what comes back with it. */
const STATE_MS = HOUR;
const STATES = 20;
const COOKIE = "heal_setup";

export type Entered = { ok: true; session: string } | { ok: false; status: 403 | 429; reason: string };

/**
 * Who sets heal up: whoever reads the terminal. The code opens one session, in one browser; a session's page gives out the
 * `state` that GitHub hands back, which is good once.
 */
export interface Entry {
  /** 160 bits; shown on the terminal and nowhere else. */
  readonly code: string;
  enter(given: string): Entered;
  /** Does the request's cookie name the session? */
  isIn(cookies: string | undefined): boolean;
  newState(): string;
  takeState(given: string): boolean;
}

export function createEntry(clock: Clock): Entry {
  const code = randomBytes(20).toString("hex");
  let session: string | null = null;
  let wrong: number[] = [];
  const states = new Map<string, number>();
  return {
    code,
    enter(given) {
      const now = clock.now().getTime();
      wrong = wrong.filter((at) => now - at < MINUTE);
      if (wrong.length >= TRIES)
        return { ok: false, status: 429, reason: "Too many wrong codes; try again in a minute." };
      if (!sameText(given.trim(), code)) {
        wrong.push(now);
        return { ok: false, status: 403, reason: "This is not the code that heal printed on its terminal." };
      }
      if (session !== null)
        return {
          ok: false,
          status: 403,
          reason:
            "This code was used before. If that was not you, or in another browser, restart heal: it prints a new one.",
        };
      session = randomBytes(32).toString("base64url");
      return { ok: true, session };
    },
    isIn: (cookies = "") =>
      session !== null && cookies.split(";").some((pair) => sameText(pair.trim(), `${COOKIE}=${session}`)),
    newState() {
      const state = randomBytes(32).toString("base64url");
      states.set(state, clock.now().getTime() + STATE_MS);
      for (const oldest of [...states.keys()].slice(0, -STATES)) states.delete(oldest);
      return state;
    },
    takeState(given) {
      const known = matchesAny(given, [...states.keys()]);
      const until = states.get(given) ?? 0;
      states.delete(given);
      return known && until > clock.now().getTime();
    },
  };
}

/** Of the set-up pages alone; no script reads it, and no page of another site has it sent along. */
export const sessionCookie = (session: string, secure: boolean): string =>
  `${COOKIE}=${session}; Path=/probot; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
