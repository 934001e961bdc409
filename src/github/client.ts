import type { Probot } from "probot";
import { ProbotOctokit } from "probot";
import { MINUTE, type Clock } from "../core/clock.js";
import { HealError } from "../core/errors.js";
import { limits } from "../core/limits.js";
import { repositoryKey, type RepositoryRef } from "../events/event.js";
import { createCircuits, type Circuits } from "./circuit.js";
import { statusOf, toHealError } from "./errors.js";
import { retryWhileUnknown, tokenLag, type TokenLag } from "./token-lag.js";
import { createUsage, type Usage } from "./usage.js";

export type Access = "read" | "write";
export type Permissions = Record<string, Access>;
export type Octokit = InstanceType<typeof ProbotOctokit>;

export interface ClientOptions {
  probot: Probot;
  baseUrl: string;
  clock: Clock;
  /** GitHub's own advice of pauses between writes; off only in tests against a local GitHub. */
  paced: boolean;
  /** Default: as `lag.ts` says. */
  lag?: TokenLag;
}

export interface Client {
  readonly baseUrl: string;
  /** What became of all these calls. */
  readonly usage: Usage;
  /** Where GitHub is left alone for a while. */
  readonly circuits: Circuits;
  /** The App itself, by JWT. */
  app(): Promise<Octokit>;
  withToken(token: string, installation: string): Octokit;
  /** Runs a call with a token that can do just this, in just this repository. */
  as<T>(
    repository: RepositoryRef,
    permissions: Permissions,
    call: (octokit: Octokit, at: { owner: string; repo: string }) => Promise<T>,
  ): Promise<T>;
}

const spoken = (permissions: Permissions): string =>
  Object.entries(permissions)
    .map(([name, access]) => `${name}: ${access}`)
    .join("`, `");

export const split = (fullName: string): { owner: string; repo: string } => {
  const [owner = "", repo = ""] = fullName.split("/");
  return { owner, repo };
};

export const withTimeout: typeof fetch = (input, init) => {
  const limit = AbortSignal.timeout(limits.githubCallMs);
  return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit });
};

interface Held {
  octokit: Octokit;
  until: number;
}

export function createClient({ probot, baseUrl, clock, paced, lag = tokenLag }: ClientOptions): Client {
  const tokens = new Map<string, Promise<Held>>();
  const usage = createUsage();
  const circuits = createCircuits();
  const app = async (): Promise<Octokit> => {
    const octokit = await probot.auth();
    usage.watch(octokit, "app");
    return octokit;
  };

  async function locate(repository: RepositoryRef): Promise<{ installation: number; id: number | null }> {
    if (repository.installationId !== null)
      return { installation: repository.installationId, id: repository.id };
    const octokit = await app();
    const found = await octokit.rest.apps
      .getRepoInstallation(split(repository.fullName))
      .catch((error: unknown) => {
        throw toHealError(error, "metadata: read");
      });
    return { installation: found.data.id, id: repository.id };
  }

  /** The token kept for this; calls that come at once share one. `except`: one that GitHub did not know any more. */
  async function narrowed(
    repository: RepositoryRef,
    permissions: Permissions,
    except: Octokit | null,
  ): Promise<Octokit> {
    const key = JSON.stringify([
      repositoryKey(repository),
      repository.installationId,
      Object.entries(permissions).sort(),
    ]);
    for (let held = tokens.get(key); held; held = tokens.get(key)) {
      const { octokit, until } = await held;
      if (until > clock.now().getTime() && octokit !== except) return octokit;
      if (tokens.get(key) === held) tokens.delete(key);
    }
    const made = create(repository, permissions);
    tokens.set(key, made);
    // A failure is not kept.
    made.catch(() => tokens.get(key) === made && tokens.delete(key));
    return (await made).octokit;
  }

  async function create(repository: RepositoryRef, permissions: Permissions): Promise<Held> {
    const { installation, id } = await locate(repository);
    const octokit = await app();
    const scope =
      id === null ? { repositories: [split(repository.fullName).repo] } : { repository_ids: [id] };
    const created = await octokit.rest.apps
      .createInstallationAccessToken({ installation_id: installation, ...scope, permissions })
      .catch((error: unknown) => {
        // GitHub answers 422 when the App was not granted what the token should carry.
        if ((error as { status?: unknown }).status === 422)
          throw new HealError(
            "HEAL_GITHUB_REFUSED",
            `GitHub refused: the App lacks the permission \`${spoken(permissions)}\``,
            { cause: error },
          );
        throw toHealError(error, spoken(permissions));
      });
    // GitHub's tokens live one hour; ours are renewed well before.
    return {
      octokit: makeOctokit(created.data.token, String(installation)),
      until: clock.now().getTime() + 50 * MINUTE,
    };
  }

  function makeOctokit(token: string, installation: string): Octokit {
    const octokit = new ProbotOctokit({
      auth: { token },
      baseUrl,
      request: { fetch: withTimeout },
      throttle: { enabled: paced, id: installation, onRateLimit: shortWait, onSecondaryRateLimit: shortWait },
    });
    usage.watch(octokit, installation);
    octokit.hook.before("request", (options) => {
      // A write that failed may have happened: only its intent, which looks first, may try it again.
      if (options.method !== "GET") options.request = { ...options.request, retries: 0 };
    });
    retryWhileUnknown(octokit, clock, lag);
    return octokit;
  }

  const once = async <T>(
    repository: RepositoryRef,
    permissions: Permissions,
    call: (octokit: Octokit, at: { owner: string; repo: string }) => Promise<T>,
  ): Promise<T> => {
    return circuits.through(String(repository.installationId ?? "app"), async () => {
      const at = split(repository.fullName);
      let known: Octokit | null = null;
      for (;;) {
        const octokit: Octokit = await narrowed(repository, permissions, known);
        try {
          return await call(octokit, at);
        } catch (error) {
          // Revoked, or dead before its time: a new token is tried, once. The request that got 401 had no effect.
          if (statusOf(error) !== 401 || known) throw toHealError(error, spoken(permissions));
          known = octokit;
        }
      }
    });
  };

  return { baseUrl, usage, circuits, app, withToken: makeOctokit, as: once };
}

/** Waits in place only when GitHub's pause is short; a long one goes back to the pipeline's own timer. */
const shortWait = (seconds: number): boolean => seconds <= 5;
