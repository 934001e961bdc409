import { Problem } from "./problem.js";

export interface Inputs {
  healUrl: URL;
  patterns: string[];
  audience: string;
  jobStatus: string;
  failOnError: boolean;
  timeoutMs: number;
}

export type Environment = Record<string, string | undefined>;

const input = (env: Environment, name: string) => (env[`INPUT_${name.toUpperCase()}`] ?? "").trim();

/** Also used when the other inputs are wrong: it decides whether that fails the job. */
export const failsOnError = (env: Environment): boolean =>
  input(env, "fail-on-error").toLowerCase() === "true";

/** Reads the action's inputs. Throws Problem. */
export function readInputs(env: Environment): Inputs {
  const healUrl = readUrl(input(env, "heal-url"));
  const seconds = Number(input(env, "timeout-seconds") || "30");
  if (!(seconds >= 1 && seconds <= 300)) throw new Problem("timeout-seconds must be a number from 1 to 300.");
  return {
    healUrl,
    patterns: input(env, "report")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
    audience: input(env, "audience") || input(env, "heal-url"),
    jobStatus: input(env, "job-status"),
    failOnError: failsOnError(env),
    timeoutMs: seconds * 1000,
  };
}

/** The token travels in a header, so only https will do, but for a heal on the same machine. */
function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const loopback = url !== null && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url === null || (url.protocol !== "https:" && !(url.protocol === "http:" && loopback))) {
    throw new Problem("heal-url must be an https:// address (http:// only for a loopback address).");
  }
  if (url.username !== "" || url.password !== "") throw new Problem("heal-url must not hold credentials.");
  return url;
}
