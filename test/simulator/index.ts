/** A stateful GitHub in this process: `startSimulator()`. See README.md. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Engine } from "./actions/engine.js";
import { routes } from "./api/index.js";
import { setSuspended, uninstall, type DeliveryOptions } from "./changes/repositories.js";
import { commit, initBare } from "./git.js";
import { RepoHandle } from "./repo-handle.js";
import { Rest } from "./rest.js";
import { Router } from "./router.js";
import { SimulatorServer } from "./server.js";
import type { Permission, Repo, Simulator, SimulatorOptions } from "./types.js";
import { Validator } from "./validate.js";
import { Webhooks } from "./webhooks.js";
import { World } from "./world.js";

export type * from "./types.js";

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), "github-simulator-")));
  const world = new World(dir, options);
  world.engine = new Engine(world);
  world.webhooks = new Webhooks(world);
  world.validator = new Validator();
  const server = new SimulatorServer(world, new Rest(world, new Router(routes)));
  const port = await server.listen(options.port ?? 0);
  world.host = `127.0.0.1:${port}`;
  world.url = `http://${world.host}`;
  return new Running(world, server, options.dir === undefined);
}

class Running implements Simulator {
  readonly #world: World;
  readonly #server: SimulatorServer;
  readonly #ownsDir: boolean;

  constructor(world: World, server: SimulatorServer, ownsDir: boolean) {
    this.#world = world;
    this.#server = server;
    this.#ownsDir = ownsDir;
  }

  get url() {
    return this.#world.url;
  }
  get apiUrl() {
    return this.#world.apiUrl;
  }
  get host() {
    return this.#world.host;
  }
  get app() {
    return this.#world.app;
  }
  get effects() {
    return this.#world.effects;
  }
  get requests() {
    return this.#world.requests;
  }
  get violations() {
    return this.#world.violations;
  }

  setWebhookUrl(url: string | null): void {
    this.#world.webhookUrl = url;
  }

  async repository(
    fullName: string,
    options: { files: Record<string, string>; private?: boolean; installed?: boolean; topics?: string[] },
  ): Promise<Repo> {
    const world = this.#world;
    const made = world.addRepository(fullName, options);
    await initBare(made.gitDir);
    const author = { name: "dev", email: "dev@example.com" };
    const first = { branch: "main", parent: null, message: "first commit", author, at: world.now() };
    await commit(made.gitDir, { ...first, files: options.files });
    return new RepoHandle(world, made);
  }

  token(login: string, kind: "user" | "bot" = login.endsWith("[bot]") ? "bot" : "user"): string {
    const world = this.#world;
    world.user(login, kind === "bot" ? "Bot" : "User");
    if (kind === "user") world.trusted.add(login.toLowerCase());
    const actor = { kind, login, permissions: null, repositories: null };
    return world.issueToken(actor, kind === "bot" ? "ghs_" : "ghp_", null).token;
  }

  setPermission(fullName: string, login: string, permission: Permission, customRole?: string): void {
    const repository = this.#world.repository(fullName);
    if (repository === undefined) throw new Error(`there is no repository ${fullName}`);
    this.#world.user(login);
    repository.permissions.set(login.toLowerCase(), permission);
    if (customRole === undefined) repository.customRoles.delete(login.toLowerCase());
    else repository.customRoles.set(login.toLowerCase(), customRole);
  }

  setAppPermissions(permissions: Partial<Record<string, "read" | "write" | "none">>): void {
    const granted = this.#world.app.permissions;
    for (const [name, level] of Object.entries(permissions)) {
      if (level === "none" || level === undefined) delete granted[name];
      else granted[name] = level;
    }
  }

  setFault(...given: Parameters<Simulator["setFault"]>): () => void {
    return this.#server.faults.set(...given);
  }

  uninstall(owner: string, told?: DeliveryOptions): void {
    uninstall(this.#world, owner, told);
  }

  setSuspended(owner: string, suspended: boolean, told?: DeliveryOptions): void {
    setSuspended(this.#world, owner, suspended, told);
  }

  async redeliver(guid: string): Promise<void> {
    const found = this.#world.deliveries.find((one) => one.guid === guid);
    if (found === undefined) throw new Error(`no delivery has the GUID ${guid}`);
    await this.#world.webhooks.redeliver(found);
  }

  async quiet(): Promise<void> {
    const { engine, webhooks } = this.#world;
    while (engine.busy || webhooks.busy) {
      await engine.idle();
      await webhooks.idle();
    }
  }

  async close(): Promise<void> {
    const world = this.#world;
    world.webhookUrl = null;
    for (const repository of world.repositories.values())
      for (const run of repository.runs) run.controller?.abort();
    await this.quiet();
    await this.#server.close();
    if (this.#ownsDir) await rm(world.dir, { recursive: true, force: true });
  }
}
