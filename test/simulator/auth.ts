/** Who is asking: JWTs of the App, tokens, Basic for git; and what they may do. */
import { createPublicKey } from "node:crypto";
import { errors, jwtVerify } from "jose";
import type { Actor, Level, Repository } from "./records.js";
import { HttpError, notFound } from "./router.js";
import type { Need } from "./router.js";
import type { World } from "./world.js";

const anonymous: Actor = { kind: "anonymous", login: "anonymous", permissions: null, repositories: null };
const order: Record<Level, number> = { none: 0, read: 1, write: 2 };

/** Throws 401 for what GitHub does not accept. */
export async function authenticate(world: World, header: string | undefined): Promise<Actor> {
  if (header === undefined) return anonymous;
  const space = header.indexOf(" ");
  const scheme = header.slice(0, space).toLowerCase();
  let secret = header.slice(space + 1).trim();
  if (scheme === "basic") {
    const decoded = Buffer.from(secret, "base64").toString("utf8");
    const colon = decoded.indexOf(":");
    // A token may stand in either place: `x-access-token:TOKEN` or `TOKEN:x-oauth-basic`.
    const [user, password] = [decoded.slice(0, colon), decoded.slice(colon + 1)];
    secret = world.tokens.has(password) ? password : user;
  } else if (scheme !== "bearer" && scheme !== "token") throw new HttpError(401, "Bad credentials");
  const token = world.tokens.get(secret);
  if (token !== undefined) {
    if (token.expiresAt !== null && token.expiresAt <= world.now())
      throw new HttpError(401, "Bad credentials");
    return token.actor;
  }
  if (secret.startsWith("ey") && secret.split(".").length === 3) return await jwt(world, secret);
  throw new HttpError(401, "Bad credentials");
}

async function jwt(world: World, token: string): Promise<Actor> {
  const key = createPublicKey(world.publicKey);
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ["RS256"],
      currentDate: world.now(),
      clockTolerance: 5,
    });
    const now = world.now().getTime() / 1000;
    if (typeof payload.exp !== "number")
      throw new HttpError(
        401,
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
      );
    if (payload.exp > now + 605)
      throw new HttpError(401, "'Expiration time' claim ('exp') is too far in the future");
    if (typeof payload.iat !== "number" || payload.iat > now + 60)
      throw new HttpError(
        401,
        "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
      );
    if (String(payload.iss) !== String(world.app.id)) throw new HttpError(404, "Integration not found");
  } catch (error) {
    if (error instanceof errors.JWTExpired)
      throw new HttpError(
        401,
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
      );
    if (error instanceof errors.JOSEError) throw new HttpError(401, "A JSON web token could not be decoded");
    throw error;
  }
  return { kind: "app", login: world.app.login, permissions: {}, repositories: [] };
}

function level(world: World, actor: Actor, name: string): Level {
  if (name === "metadata") return "read";
  const own = actor.permissions?.[name] ?? "none";
  if (actor.kind !== "installation") return own;
  const granted = world.granted(name);
  return order[granted] < order[own] ? granted : own;
}

/** May the actor see the repository at all? Private ones it may not see do not exist for it. */
export function reach(world: World, actor: Actor, repository: Repository): void {
  if (actor.kind === "app") throw new HttpError(401, "Bad credentials");
  if (actor.repositories !== null && !actor.repositories.includes(repository.id)) throw notFound();
  if (actor.kind === "installation") {
    const of = [...world.installations.values()].find((one) => one.id === actor.installationId);
    if (of?.suspendedAt) throw new HttpError(403, "This installation has been suspended");
    if (!repository.installed || of?.owner !== repository.owner) throw notFound();
  }
  if (actor.kind === "anonymous" && repository.private) throw notFound();
  if (actor.kind === "user" && world.permissionOf(repository, actor.login) === "none") throw notFound();
}

/** Throws 403 with the header that names what would have sufficed. */
export function permit(world: World, actor: Actor, repository: Repository, need: Need): void {
  const needs = typeof need === "string" ? [need] : need;
  const accepted = needs.map((one) => one.replace(":", "="));
  const headers = { "x-accepted-github-permissions": accepted.join("; ") };
  if (actor.kind === "bot") return;
  if (actor.kind === "installation" || actor.kind === "job") {
    const fits = needs.some((one) => {
      const [name = "", wanted = "read"] = one.split(":");
      return order[level(world, actor, name)] >= order[wanted as Level];
    });
    if (!fits) throw new HttpError(403, "Resource not accessible by integration", undefined, headers);
    return;
  }
  const reads = needs.some((one) => one.endsWith(":read"));
  if (actor.kind === "anonymous") {
    if (!reads) throw new HttpError(401, "Requires authentication");
    return;
  }
  const permission = world.permissionOf(repository, actor.login);
  const talks = needs.some((one) => one === "issues:write" || one === "pull_requests:write");
  const writes = permission === "admin" || permission === "maintain" || permission === "write";
  if (!reads && !talks && !writes)
    throw new HttpError(403, "Resource not accessible by personal access token", undefined, headers);
}

/** Has the actor this permission (for checks inside handlers, such as `workflows:write`)? */
export function may(world: World, actor: Actor, name: string, wanted: Level): boolean {
  if (actor.kind !== "installation" && actor.kind !== "job") return true;
  return order[level(world, actor, name)] >= order[wanted];
}
