import type { GitHub, Reaction } from "../../src/github/port.js";
import type { RepositoryRef } from "../../src/events/event.js";
import type { AlertScene } from "./alert-scene.js";

/** People with their roles, as GitHub tells them at the moment it is asked, and what heal does for them there. */
export function createPeople() {
  const roles = new Map<string, string | Error>([
    ["mia", "maintain"],
    ["will", "write"],
    ["tia", "triage"],
    ["rae", "read"],
  ]);
  const reactions: { id: number; review: boolean; reaction: Reaction }[] = [];
  const assigned: { number: number; login: string }[] = [];
  const github: Pick<GitHub, "permission" | "react" | "assign"> = {
    permission: async (_repository, login) => {
      const role = roles.get(login) ?? "none";
      if (role instanceof Error) throw role;
      return role;
    },
    react: async (_repository, comment, reaction) => void reactions.push({ ...comment, reaction }),
    // As GitHub does: who has no access is left out without a word.
    assign: async (_repository, number, login) => {
      if (!roles.has(login)) return [];
      assigned.push({ number, login });
      return [login];
    },
  };
  return {
    roles,
    reactions,
    assigned,
    github,
    envelope: ({ fullName, id, installationId }: RepositoryRef) => ({
      repository: { id, full_name: fullName, default_branch: "main" },
      installation: { id: installationId },
    }),
    actionOf: (json: object): string | null =>
      "action" in json && typeof json.action === "string" ? json.action : null,
  };
}

let ids = 100;

/** A comment of a person, and what heal answered to it there; null: nothing. */
export async function say(
  on: AlertScene,
  issue: number,
  author: string,
  body: string,
  more: { action?: string; type?: string; line?: boolean } = {},
): Promise<string | null> {
  const before = on.comments.length;
  const id = (ids += 1);
  const comment = {
    ...{ id, body, created_at: on.now().toISOString() },
    user: { login: author, type: more.type ?? "User" },
  };
  const action = more.action ?? "created";
  if (more.line)
    await on.hook("pull_request_review_comment", { action, comment, pull_request: { number: issue } });
  else await on.hook("issue_comment", { action, comment, issue: { number: issue } });
  return on.comments.slice(before).find((one) => one.body.startsWith(`@${author} `))?.body ?? null;
}

/** The last reaction that heal put on a comment. */
export const lastReaction = (on: AlertScene): Reaction | undefined => on.people.reactions.at(-1)?.reaction;
