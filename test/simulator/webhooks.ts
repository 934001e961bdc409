/** Signed webhooks of the App, in order for each repository, and the record of their deliveries. */
import { createHmac, randomUUID } from "node:crypto";
import type { Delivery, Repository } from "./records.js";
import { installationJson, organizationJson, userJson } from "./shape/people.js";
import { repoJson } from "./shape/repo.js";
import { nodeId } from "./world.js";
import type { Installation, World } from "./world.js";
import { checkWebhook, toWebhook } from "./webhook-schema.js";

/** GitHub gives up on a receiver after 10 s. */
const timeoutMs = 10_000;

export class Webhooks {
  readonly #queues = new Map<string, Promise<void>>();
  #pending = 0;

  constructor(readonly world: World) {}

  get busy(): boolean {
    return this.#pending > 0;
  }

  async idle(): Promise<void> {
    await Promise.all(this.#queues.values());
  }

  /** Builds, checks and queues an event of a repository; nothing is sent where the App is not installed. */
  emit(
    repository: Repository,
    event: string,
    action: string | null,
    sender: string,
    fields: Record<string, unknown>,
  ): void {
    const { world } = this;
    if (!repository.installed || world.webhookUrl === null || !world.events.includes(event)) return;
    const installation = world.installation(repository);
    if (installation.suspendedAt !== null) return;
    const payload = toWebhook(event, action, {
      ...(action === null ? {} : { action }),
      ...fields,
      repository: repoJson(world, repository),
      sender: userJson(world, sender),
      installation: { id: installation.id, node_id: nodeId("IN", installation.id) },
      organization: organizationJson(world, repository.owner),
    });
    this.#send(event, action, payload, repository);
  }

  /** An event of an installation; every App gets these, whatever it subscribed to. */
  emitOfApp(
    event: string,
    action: string,
    installation: Installation,
    fields: Record<string, unknown>,
  ): void {
    const { world } = this;
    if (world.webhookUrl === null) return;
    const payload = toWebhook(event, action, {
      action,
      ...fields,
      installation: installationJson(world, installation),
      sender: userJson(world, "octo-admin"),
    });
    this.#send(event, action, payload, undefined, installation.id);
  }

  #send(
    event: string,
    action: string | null,
    payload: unknown,
    repository: Repository | undefined,
    installationId?: number,
  ): void {
    this.world.violations.push(...checkWebhook(event, action, payload));
    const body = JSON.stringify(payload);
    const guid = randomUUID();
    void this.#enqueue(repository?.fullName ?? "", async () => {
      await this.#deliver({ event, action, guid, body, redelivery: false, repository, installationId });
    });
  }

  /** Sends a recorded delivery again, same GUID, as the redelivery endpoint does. */
  redeliver(delivery: Delivery): Promise<void> {
    const repository =
      delivery.repositoryId === null ? undefined : this.world.repositoryById(delivery.repositoryId);
    const { event, action, guid, body } = delivery;
    return this.#enqueue(repository?.fullName ?? "", async () => {
      await this.#deliver({ event, action, guid, body, redelivery: true, repository });
    });
  }

  #enqueue(key: string, work: () => Promise<void>): Promise<void> {
    this.#pending++;
    const before = this.#queues.get(key) ?? Promise.resolve();
    const next = before.then(work).finally(() => this.#pending--);
    this.#queues.set(key, next);
    return next;
  }

  async #deliver(what: {
    event: string;
    action: string | null;
    guid: string;
    body: string;
    redelivery: boolean;
    repository: Repository | undefined;
    installationId?: number | undefined;
  }): Promise<void> {
    const { world } = this;
    const url = world.webhookUrl;
    if (url === null) return;
    const signature = createHmac("sha256", world.app.webhookSecret).update(what.body).digest("hex");
    const requestHeaders = {
      accept: "*/*",
      "content-type": "application/json",
      "user-agent": "GitHub-Hookshot/5a1c2b3",
      "x-github-delivery": what.guid,
      "x-github-event": what.event,
      "x-github-hook-id": "4242",
      "x-github-hook-installation-target-id": String(world.app.id),
      "x-github-hook-installation-target-type": "integration",
      "x-hub-signature-256": `sha256=${signature}`,
    };
    const begun = Date.now();
    const delivery: Delivery = {
      id: world.longId(),
      guid: what.guid,
      deliveredAt: world.now(),
      redelivery: what.redelivery,
      duration: 0,
      status: "OK",
      statusCode: 200,
      event: what.event,
      action: what.action,
      installationId:
        what.repository === undefined
          ? (what.installationId ?? null)
          : world.installation(what.repository).id,
      repositoryId: what.repository?.id ?? null,
      url,
      body: what.body,
      requestHeaders,
      responseHeaders: {},
      responseBody: "",
    };
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: requestHeaders,
        body: what.body,
        redirect: "manual",
        signal: AbortSignal.timeout(timeoutMs),
      });
      delivery.responseBody = (await answer.text()).slice(0, 10_000);
      delivery.responseHeaders = Object.fromEntries(answer.headers);
      delivery.statusCode = answer.status;
      delivery.status = answer.ok ? "OK" : `Invalid HTTP Response: ${answer.status}`;
    } catch (error) {
      const late = error instanceof Error && error.name === "TimeoutError";
      delivery.statusCode = late ? 504 : 502;
      delivery.status = late ? "timed out" : "failed to connect to host";
    }
    delivery.duration = Math.round((Date.now() - begun) / 10) / 100;
    world.deliveries.push(delivery);
  }
}
