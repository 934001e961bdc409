/** What `GET /repos/{owner}/{repo}/collaborators/{username}/permission` answers, as far as it says who may do what. */
export interface PermissionAnswer {
  permission: string;
  role_name?: string;
  user?: { permissions?: Partial<Record<"admin" | "maintain" | "push" | "triage" | "pull", boolean>> } | null;
}

/** The highest first; the flag of the user's `permissions` that says as much, and how `permission` tells the role. */
const roles = [
  { role: "admin", flag: "admin", base: "admin" },
  { role: "maintain", flag: "maintain", base: "write" },
  { role: "write", flag: "push", base: "write" },
  { role: "triage", flag: "triage", base: "read" },
  { role: "read", flag: "pull", base: "read" },
] as const;

const rank = (word: string): number => roles.findIndex(({ role }) => role === word);

/**
 * One of GitHub's own roles, or `none`; where the answer contradicts itself, the lesser. docs (REST API, Get repository
 * permissions for a user): `permission` is admin, write, read or none, with maintain told as write and triage as read;
 * `role_name` is the role's name, also of one that an organisation made; the user's `permissions` say what such a role grants.
 */
export function roleOf({ permission, role_name: name = "", user }: PermissionAnswer): string {
  if (rank(permission) < 0) return "none";
  const told =
    roles.find(({ role }) => role === name) ?? roles.find(({ flag }) => user?.permissions?.[flag] === true);
  if (told === undefined || told.base === permission) return told?.role ?? permission;
  return rank(told.role) > rank(permission) ? told.role : permission;
}
