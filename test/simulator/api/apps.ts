/** The App itself: installations, tokens, webhook deliveries, manifests. */
import { HttpError, invalid, noContent, notFound, number, ok, counted, paged, strings } from "../router.js";
import type { Call, Reply, Route } from "../router.js";
import type { Actor, Delivery, Level, Repository } from "../records.js";
import { appJson, installationJson, userJson } from "../shape/people.js";
import { repoJson } from "../shape/repo.js";
import { stamp } from "../world.js";
import type { Installation } from "../world.js";

const order: Record<Level, number> = { none: 0, read: 1, write: 2 };
/** An installation token lives an hour. */
const tokenMs = 3600 * 1000;

function installation(call: Call): Installation {
  const id = number(call, "installation_id");
  const found = [...call.world.installations.values()].find((one) => one.id === id);
  if (found === undefined) throw notFound();
  return found;
}

function repositoriesOf(call: Call, of: Installation): Repository[] {
  return [...call.world.repositories.values()].filter(
    (repository) => repository.owner === of.owner && repository.installed && repository.forkOf === null,
  );
}

function installed(call: Call): Installation[] {
  return [...call.world.installations.values()].filter((one) => repositoriesOf(call, one).length > 0);
}

function accessToken(call: Call): Reply {
  const { world, body } = call;
  const where = installation(call);
  if (where.suspendedAt !== null) throw new HttpError(403, "This installation has been suspended");
  const reachable = repositoriesOf(call, where);
  const permissions: Record<string, Level> = { metadata: "read" };
  const asked = (body["permissions"] ?? world.app.permissions) as Record<string, Level>;
  for (const [name, level] of Object.entries(asked)) {
    const has = name === "metadata" ? "read" : world.granted(name);
    if (!(level in order) || order[level] > order[has])
      throw invalid("The permissions requested are not granted to this installation.");
    permissions[name] = level;
  }
  const names = strings(body["repositories"]);
  const ids = Array.isArray(body["repository_ids"]) ? (body["repository_ids"] as unknown[]) : undefined;
  let chosen: Repository[] | null = null;
  if (names !== undefined || ids !== undefined) {
    chosen = reachable.filter((one) => names?.includes(one.name) === true || ids?.includes(one.id) === true);
    if (chosen.length < new Set([...(names ?? []), ...(ids ?? [])]).size)
      throw invalid(
        "There is at least one repository that does not exist or is not accessible to the parent installation.",
      );
  }
  const actor: Actor = {
    kind: "installation",
    login: world.app.login,
    permissions,
    repositories: chosen?.map((one) => one.id) ?? null,
    installationId: where.id,
  };
  const token = world.issueToken(actor, "ghs_", tokenMs);
  return ok(
    {
      token: token.token,
      expires_at: stamp(token.expiresAt ?? world.now()),
      permissions,
      repository_selection: "selected",
      ...(chosen === null ? {} : { repositories: chosen.map((one) => repoJson(world, one)) }),
    },
    201,
  );
}

function deliveryJson(delivery: Delivery): Record<string, unknown> {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt.toISOString(),
    redelivery: delivery.redelivery,
    duration: delivery.duration,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

/** Newest first; `cursor` names the delivery after which to go on. GitHub keeps three days. */
function deliveries(call: Call): Reply {
  const { world, query } = call;
  const size = Math.min(100, Math.max(1, Number(query.get("per_page") ?? 30) || 30));
  const oldest = world.now().getTime() - 3 * 24 * 3600 * 1000;
  const status = query.get("status");
  const all = world.deliveries
    .filter((one) => one.deliveredAt.getTime() >= oldest)
    .filter((one) => status === null || (status === "success") === one.statusCode < 400)
    .reverse();
  const cursor = query.get("cursor");
  const from = cursor === null ? 0 : all.findIndex((one) => `v1_${one.id}` === cursor);
  if (from === -1) throw new HttpError(400, "Invalid cursor");
  const some = all.slice(from, from + size);
  const next = all[from + size];
  const url = new URL(call.url);
  if (next !== undefined) url.searchParams.set("cursor", `v1_${next.id}`);
  const reply = ok(some.map(deliveryJson));
  return next === undefined ? reply : { ...reply, headers: { link: `<${url.href}>; rel="next"` } };
}

function delivery(call: Call): Delivery {
  const id = number(call, "delivery_id");
  const found = call.world.deliveries.find((one) => one.id === id);
  if (found === undefined) throw notFound();
  return found;
}

function hookConfig(call: Call): Reply {
  return ok({
    content_type: "json",
    insecure_ssl: "0",
    secret: "********",
    url: call.world.webhookUrl ?? "",
  });
}

export const appRoutes: Route[] = [
  { method: "GET", path: "/app", need: "app", handle: (call) => ok(appJson(call.world)) },
  {
    method: "GET",
    path: "/apps/{app_slug}",
    need: "public",
    handle: (call) => {
      if (call.params["app_slug"] !== call.world.app.slug) throw notFound();
      return ok(appJson(call.world));
    },
  },
  {
    method: "GET",
    path: "/app/installations",
    need: "app",
    handle: (call) => paged(call, installed(call), (one) => installationJson(call.world, one)),
  },
  {
    method: "GET",
    path: "/app/installations/{installation_id}",
    need: "app",
    handle: (call) => ok(installationJson(call.world, installation(call))),
  },
  {
    method: "POST",
    path: "/app/installations/{installation_id}/access_tokens",
    need: "app",
    handle: accessToken,
  },
  {
    method: "GET",
    path: "/repos/{owner}/{repo}/installation",
    need: "app",
    handle: (call) => {
      if (!call.repo.installed) throw notFound();
      return ok(installationJson(call.world, call.world.installation(call.repo)));
    },
  },
  {
    method: "GET",
    path: "/installation/repositories",
    need: "token",
    handle: (call) => {
      const own = [...call.world.installations.values()].find((one) => one.id === call.actor.installationId);
      if (own === undefined) throw new HttpError(403, "Resource not accessible by integration");
      const ids = call.actor.repositories;
      const some = repositoriesOf(call, own).filter((one) => ids === null || ids.includes(one.id));
      const reply = counted(call, "repositories", some, (one) => repoJson(call.world, one));
      return { ...reply, body: { repository_selection: "selected", ...(reply.body as object) } };
    },
  },
  {
    method: "DELETE",
    path: "/installation/token",
    need: "token",
    handle: (call) => {
      for (const [key, token] of call.world.tokens)
        if (token.actor === call.actor) call.world.tokens.delete(key);
      return noContent;
    },
  },
  { method: "GET", path: "/app/hook/config", need: "app", handle: hookConfig },
  {
    method: "PATCH",
    path: "/app/hook/config",
    need: "app",
    handle: (call) => {
      const url = call.body["url"];
      if (typeof url === "string") call.world.webhookUrl = url;
      const secret = call.body["secret"];
      if (typeof secret === "string") call.world.app.webhookSecret = secret;
      return hookConfig(call);
    },
  },
  { method: "GET", path: "/app/hook/deliveries", need: "app", handle: deliveries },
  {
    method: "GET",
    path: "/app/hook/deliveries/{delivery_id}",
    need: "app",
    handle: (call) => {
      const one = delivery(call);
      return ok({
        ...deliveryJson(one),
        url: one.url,
        request: { headers: one.requestHeaders, payload: JSON.parse(one.body) as unknown },
        response: { headers: one.responseHeaders, payload: one.responseBody },
      });
    },
  },
  {
    method: "POST",
    path: "/app/hook/deliveries/{delivery_id}/attempts",
    need: "app",
    handle: (call) => {
      void call.world.webhooks.redeliver(delivery(call));
      return ok({}, 202);
    },
  },
  {
    method: "POST",
    path: "/app-manifests/{code}/conversions",
    need: "public",
    handle: (call) => {
      const { world } = call;
      const code = call.params["code"] ?? "";
      const manifest = world.manifests.get(code);
      if (manifest === undefined) throw notFound();
      world.manifests.delete(code); // a code works once
      return ok(
        {
          ...appJson(world),
          owner: userJson(world, "heal-owner"),
          client_secret: "0123456789abcdef0123456789abcdef01234567",
          webhook_secret: world.app.webhookSecret,
          pem: world.app.privateKey,
        },
        201,
      );
    },
  },
];
