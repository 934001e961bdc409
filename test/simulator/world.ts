/** The state every part of the simulator shares. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Actor, Delivery, Level, Repository, Token, User } from "./records.js";
import type { EffectKind, Permission, SimEffect, SimRequest, SimulatorOptions } from "./types.js";
import type { Engine } from "./actions/engine.js";
import type { Webhooks } from "./webhooks.js";
import type { Validator } from "./validate.js";

export const allPermissions: Record<string, "read" | "write"> = {
  actions: "write",
  checks: "write",
  contents: "write",
  deployments: "read",
  issues: "write",
  metadata: "read",
  pull_requests: "write",
  statuses: "write",
  workflows: "write",
};

export const allEvents = [
  "check_run",
  "check_suite",
  "issue_comment",
  "issues",
  "pull_request",
  "pull_request_review",
  "pull_request_review_comment",
  "push",
  "status",
  "workflow_dispatch",
  "workflow_job",
  "workflow_run",
];

const keys = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
});

export interface Installation {
  id: number;
  owner: string;
  createdAt: Date;
  updatedAt: Date;
  /** Since when its tokens and webhooks stand still. */
  suspendedAt: Date | null;
}

export class World {
  url = "";
  host = "";
  readonly prefix: string;
  readonly app;
  readonly publicKey = keys.publicKey;
  readonly events: string[];
  readonly users = new Map<string, User>();
  readonly repositories = new Map<string, Repository>();
  readonly installations = new Map<string, Installation>();
  /** Former names in lower case, and whose they were; a new repository of that name ends it. */
  readonly redirects = new Map<string, number>();
  readonly tokens = new Map<string, Token>();
  readonly deliveries: Delivery[] = [];
  readonly signed = new Map<string, { body: Buffer; type: string; name: string; until: Date }>();
  /** People with a token: they may write where nothing else is set. */
  readonly trusted = new Set<string>();
  readonly effects: SimEffect[] = [];
  readonly requests: SimRequest[] = [];
  readonly violations: string[] = [];
  readonly manifests = new Map<string, Record<string, unknown>>();
  webhookUrl: string | null = null;
  webhooks!: Webhooks;
  engine!: Engine;
  validator!: Validator;
  #id = 1000;

  constructor(
    readonly dir: string,
    readonly options: SimulatorOptions,
  ) {
    this.prefix = options.pathPrefix ?? "/api/v3";
    this.events = options.events ?? allEvents;
    this.app = {
      id: 424_242,
      slug: "heal",
      login: "heal[bot]",
      privateKey: keys.privateKey,
      webhookSecret: randomBytes(20).toString("hex"),
      permissions: { ...(options.permissions ?? allPermissions) },
    };
    this.user(this.app.login, "Bot");
    this.user("github-actions[bot]", "Bot");
  }

  get apiUrl(): string {
    return this.url + this.prefix;
  }

  now(): Date {
    return this.options.now?.() ?? new Date();
  }

  /** Ids grow; numbers of one kind do not collide with another's. */
  id(): number {
    this.#id += 1 + (this.#id % 3);
    return this.#id;
  }

  /** Run, job and delivery ids are beyond 2^32, as on GitHub. */
  longId(): number {
    return 17_000_000_000 + this.id();
  }

  user(login: string, type?: User["type"]): User {
    const known = this.users.get(login.toLowerCase());
    if (known !== undefined) return known;
    const made: User = { id: this.id(), login, type: type ?? (login.endsWith("[bot]") ? "Bot" : "User") };
    this.users.set(login.toLowerCase(), made);
    return made;
  }

  repository(fullName: string): Repository | undefined {
    return this.repositories.get(fullName.toLowerCase());
  }

  repositoryById(id: number): Repository | undefined {
    return [...this.repositories.values()].find((repository) => repository.id === id);
  }

  addRepository(
    fullName: string,
    options: { private?: boolean; installed?: boolean; topics?: string[]; forkOf?: Repository },
  ): Repository {
    const [owner = "", name = "", ...rest] = fullName.split("/");
    if (owner === "" || name === "" || rest.length > 0)
      throw new Error(`${fullName}: a repository is owner/name`);
    if (this.repository(fullName) !== undefined) throw new Error(`${fullName} exists already`);
    if (options.forkOf === undefined) this.user(owner, "Organization");
    if (!this.installations.has(owner)) this.install(owner);
    const made: Repository = {
      id: this.id(),
      owner,
      name,
      fullName,
      private: options.private ?? false,
      installed: options.installed ?? true,
      archived: false,
      updatedAt: this.now(),
      topics: options.topics ?? [],
      gitDir: join(this.dir, owner, `${name}.git`),
      forkOf: options.forkOf ?? null,
      createdAt: this.now(),
      pushedAt: this.now(),
      nextNumber: 1,
      runNumbers: new Map(),
      issues: new Map(),
      goneIssues: new Map(),
      pulls: new Map(),
      comments: [],
      reviews: [],
      reviewComments: [],
      labels: new Map(),
      workflows: new Map(),
      runs: [],
      artifacts: [],
      caches: [],
      deployments: [],
      statuses: [],
      checkRuns: [],
      checkSuites: [],
      permissions: new Map(),
      customRoles: new Map(),
    };
    this.repositories.set(fullName.toLowerCase(), made);
    this.redirects.delete(fullName.toLowerCase());
    return made;
  }

  install(owner: string): Installation {
    const at = this.now();
    const made = { id: this.id(), owner, createdAt: at, updatedAt: at, suspendedAt: null };
    this.installations.set(owner, made);
    return made;
  }

  /** Where a former name leads. */
  redirected(fullName: string): Repository | undefined {
    const id = this.redirects.get(fullName.toLowerCase());
    return id === undefined ? undefined : this.repositoryById(id);
  }

  installation(repository: Repository): Installation {
    const found = this.installations.get(repository.owner);
    if (found === undefined) throw new Error(`${repository.owner} has no installation`);
    return found;
  }

  /** What a person may do in a repository: what was set, else as owner, as holder of a token, as the public. */
  permissionOf(repository: Repository, login: string): Permission {
    const set = repository.permissions.get(login.toLowerCase());
    if (set !== undefined) return set;
    if (login.toLowerCase() === repository.owner.toLowerCase()) return "admin";
    if (this.trusted.has(login.toLowerCase())) return "write";
    return repository.private ? "none" : "read";
  }

  /** The installation's grant now; a token never has more than this. */
  granted(name: string): Level {
    return this.app.permissions[name] ?? "none";
  }

  issueToken(actor: Actor, prefix: string, lifetimeMs: number | null): Token {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    const length = prefix === "ghs_" ? 516 : 36;
    const tail = [...randomBytes(length)].map((byte) => alphabet[byte % alphabet.length]).join("");
    const at = this.now();
    const token: Token = {
      token: prefix + tail,
      actor,
      expiresAt: lifetimeMs === null ? null : new Date(at.getTime() + lifetimeMs),
    };
    this.tokens.set(token.token, token);
    return token;
  }

  effect(actor: Actor, kind: EffectKind, repository: Repository, detail: Record<string, unknown>): void {
    this.effects.push({ at: this.now(), actor: actor.login, kind, repository: repository.fullName, detail });
  }

  /** A link that answers these bytes for 60 s, as GitHub's redirects to its storage do. */
  signedUrl(body: Buffer, type: string, name: string): string {
    const key = randomBytes(18).toString("hex");
    this.signed.set(key, { body, type, name, until: new Date(this.now().getTime() + 60_000) });
    return `${this.url}/_storage/${key}`;
  }
}

/** Dates as GitHub writes them: whole seconds. */
export function stamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
export function stampOrNull(date: Date | null): string | null {
  return date === null ? null : stamp(date);
}
export function nodeId(kind: string, id: number | string): string {
  return `${kind}_${Buffer.from(`${kind}:${id}`).toString("base64url")}`;
}
