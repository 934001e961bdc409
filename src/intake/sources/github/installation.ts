import type { RepositoryRef } from "../../../events/event.js";
import type { Reading, Signal } from "../../../events/signal.js";
import { ignored } from "../../alert.js";
import { isObject } from "../../json.js";
import type { ReadableDelivery } from "../../source.js";
import { repositoryName, safe } from "../../text.js";
import * as payload from "./payload.js";

type RepositoryAction = Extract<Signal, { kind: "repository" }>["action"];

/** What an action of the event `repository` means; a change of visibility or description means nothing here. */
const repositoryActions: ReadonlyMap<string, RepositoryAction> = new Map([
  ["created", "seen"],
  ["renamed", "renamed"],
  ["transferred", "renamed"],
  ["archived", "archived"],
  ["unarchived", "unarchived"],
  ["deleted", "deleted"],
]);

/**
 * What a body of the event `repository` is made of (docs: Webhook events and payloads). GitHub signs the body and not the header
 * that names its event: the deletion of a comment or a label would be the deletion of their repository under this name.
 */
const PARTS = new Set(["changes", "repository", "sender", "installation", "organization", "enterprise"]);

/** A repository was renamed, transferred, archived or deleted. */
export function repositoryChanged(delivery: ReadableDelivery, repository: RepositoryRef): Reading {
  const json = isObject(delivery.json) ? delivery.json : {};
  const foreign = Object.keys(json).find((name) => isObject(json[name]) && !PARTS.has(name));
  if (foreign !== undefined) return ignored(`a body with the part ${safe(foreign, 60)} is another event's`);
  const { action, changes } = payload.repositoryEvent.parse(delivery.json);
  const means = repositoryActions.get(action);
  if (!means) return ignored(`a repository that is ${safe(action, 60)} is the same to heal`);
  const [owner = "", name = ""] = repository.fullName.split("/");
  const before = changes?.owner?.from;
  const fromOwner = before?.organization?.login ?? before?.user?.login ?? owner;
  const from = repositoryName(`${fromOwner}/${changes?.repository?.name?.from ?? name}`);
  return {
    signals: [
      {
        kind: "repository",
        repository,
        action: means,
        from: from === repository.fullName || means !== "renamed" ? null : from,
        at: delivery.receivedAt,
      },
    ],
  };
}

type InstallationAction = Extract<Signal, { kind: "installation" }>["action"];

/** `added` and `removed` are of single repositories, and another event's. */
const installationActions: ReadonlyMap<string, InstallationAction> = new Map([
  ["created", "installed"],
  ["deleted", "removed"],
  ["suspend", "suspended"],
  ["unsuspend", "unsuspended"],
]);

/** The App was installed, suspended or taken away, or got or lost repositories. */
export function installation(delivery: ReadableDelivery): Reading {
  const body = payload.installation.parse(delivery.json);
  const { id, account } = body.installation;
  // Bodies of all other events name the installation by its id alone.
  if (!account) return ignored("a body without the installation's account is another event's");
  const base = { kind: "installation", installationId: id, at: delivery.receivedAt } as const;
  const owner = safe(account.login ?? account.slug);
  const some = (action: InstallationAction, given: typeof body.repositories): Signal[] => {
    const repositories = (given ?? []).flatMap((one) => {
      const fullName = repositoryName(one.full_name);
      return fullName === null ? [] : [{ id: one.id, fullName }];
    });
    return repositories.length === 0 ? [] : [{ ...base, account: owner, action, repositories }];
  };
  if (delivery.event === "installation_repositories")
    // Either list may be filled, whatever the action.
    return {
      signals: [...some("removed", body.repositories_removed), ...some("installed", body.repositories_added)],
    };
  const means = installationActions.get(body.action);
  if (!means) return ignored(`an installation with ${safe(body.action, 60)} is the same to heal`);
  const signals =
    means === "installed"
      ? some("installed", body.repositories)
      : [{ ...base, account: owner, action: means, repositories: null }];
  return { signals };
}

/** An account's new name. Where it does not arrive, each repository's next delivery tells the same. */
export function installationTarget(delivery: ReadableDelivery): Reading {
  const { action, installation: of, account, changes } = payload.installationTarget.parse(delivery.json);
  const [from, to] = [changes.login?.from, account.login];
  if (action !== "renamed" || from === undefined || !to || repositoryName(`${to}/x`) === null)
    return ignored("an account that has its name is the same to heal");
  return {
    signals: [{ kind: "owner-renamed", installationId: of.id, from, to, at: delivery.receivedAt }],
  };
}
