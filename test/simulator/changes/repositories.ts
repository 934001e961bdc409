/** Repositories change their names, owners and states, and installations come and go: what owners do on GitHub's pages. */
import type { Repository } from "../records.js";
import { userJson } from "../shape/people.js";
import { nodeId } from "../world.js";
import type { Installation, World } from "../world.js";

/** `lost`: the webhook does not arrive, as on a bad day. */
export interface DeliveryOptions {
  lost?: boolean;
}

const brief = (one: Repository): Record<string, unknown> => ({
  id: one.id,
  node_id: nodeId("R", one.id),
  name: one.name,
  full_name: one.fullName,
  private: one.private,
});

function emit(
  world: World,
  one: Repository,
  action: string,
  fields: Record<string, unknown>,
  told: DeliveryOptions,
) {
  if (told.lost !== true) world.webhooks.emit(one, "repository", action, "octo-admin", fields);
}

function nameIt(world: World, one: Repository, owner: string, name: string): void {
  const fullName = `${owner}/${name}`;
  const taken = world.repository(fullName);
  if (taken !== undefined && taken !== one) throw new Error(`${fullName} exists already`);
  const was = one.fullName;
  world.repositories.delete(was.toLowerCase());
  world.repositories.set(fullName.toLowerCase(), one);
  world.redirects.delete(fullName.toLowerCase());
  if (was.toLowerCase() !== fullName.toLowerCase()) world.redirects.set(was.toLowerCase(), one.id);
  for (const pull of one.pulls.values()) if (pull.head.repository === was) pull.head.repository = fullName;
  Object.assign(one, { owner, name, fullName, updatedAt: world.now() });
}

export function rename(world: World, one: Repository, name: string, told: DeliveryOptions = {}): void {
  const from = one.name;
  nameIt(world, one, one.owner, name);
  emit(world, one, "renamed", { changes: { repository: { name: { from } } } }, told);
}

/** To an owner who has the App, in an installation of its own. */
export function transfer(world: World, one: Repository, owner: string, told: DeliveryOptions = {}): void {
  const from = world.user(one.owner);
  const before = world.installation(one);
  world.user(owner, "Organization");
  if (!world.installations.has(owner)) world.install(owner);
  nameIt(world, one, owner, one.name);
  if (told.lost !== true) listed(world, before, "removed", [one]);
  // The schemas package knows people alone as former owners.
  emit(world, one, "transferred", { changes: { owner: { from: { user: userJson(world, from) } } } }, told);
}

export function setArchived(
  world: World,
  one: Repository,
  archived: boolean,
  told: DeliveryOptions = {},
): void {
  Object.assign(one, { archived, updatedAt: world.now() });
  emit(world, one, archived ? "archived" : "unarchived", {}, told);
}

export function remove(world: World, one: Repository, told: DeliveryOptions = {}): void {
  emit(world, one, "deleted", {}, told);
  world.repositories.delete(one.fullName.toLowerCase());
}

/** The App loses one repository, or gets it back. */
export function setInstalled(
  world: World,
  one: Repository,
  installed: boolean,
  told: DeliveryOptions = {},
): void {
  one.installed = installed;
  if (told.lost !== true) listed(world, world.installation(one), installed ? "added" : "removed", [one]);
}

function listed(world: World, of: Installation, action: "added" | "removed", all: Repository[]): void {
  of.updatedAt = world.now();
  world.webhooks.emitOfApp("installation_repositories", action, of, {
    repository_selection: "selected",
    repositories_added: action === "added" ? all.map(brief) : [],
    repositories_removed: action === "removed" ? all.map(brief) : [],
    requester: null,
  });
}

const ofOwner = (world: World, owner: string): { of: Installation; all: Repository[] } => {
  const of = world.installations.get(owner);
  if (of === undefined) throw new Error(`${owner} has no installation`);
  return { of, all: [...world.repositories.values()].filter((one) => one.owner === owner && one.installed) };
};

export function uninstall(world: World, owner: string, told: DeliveryOptions = {}): void {
  const { of, all } = ofOwner(world, owner);
  if (told.lost !== true)
    world.webhooks.emitOfApp("installation", "deleted", of, { repositories: all.map(brief) });
  for (const one of all) one.installed = false;
}

export function setSuspended(
  world: World,
  owner: string,
  suspended: boolean,
  told: DeliveryOptions = {},
): void {
  const { of } = ofOwner(world, owner);
  Object.assign(of, { suspendedAt: suspended ? world.now() : null, updatedAt: world.now() });
  if (told.lost !== true)
    world.webhooks.emitOfApp("installation", suspended ? "suspend" : "unsuspend", of, {});
}
