import type { Access } from "./types.js";
import type { Permissions } from "./workflow.js";

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#permissions */
const SCOPES = [
  "actions",
  "attestations",
  "checks",
  "contents",
  "deployments",
  "discussions",
  "id-token",
  "issues",
  "models",
  "packages",
  "pages",
  "pull-requests",
  "security-events",
  "statuses",
];

/** What a job's GITHUB_TOKEN may do; without a word about it GitHub's restricted default. Metadata is always readable. */
export function permissionsOf(workflow: Permissions, job: Permissions): Record<string, Access> {
  const asked = job !== undefined ? job : workflow;
  if (asked === undefined) return { contents: "read", metadata: "read", packages: "read" };
  if (asked === null) return { metadata: "read" };
  if (typeof asked === "string") {
    const access = asked === "read-all" ? "read" : "write";
    const given = SCOPES.filter((scope) => scope !== "id-token" || access === "write");
    return { ...Object.fromEntries(given.map((scope) => [scope, access])), metadata: "read" };
  }
  return { ...asked, metadata: "read" };
}

/** The log's lines: `Contents: read`, `PullRequests: write`. */
export const permissionLines = (permissions: Record<string, Access>): string[] =>
  Object.entries(permissions)
    .filter(([, access]) => access !== "none")
    .map(([scope, access]) => `${scope.split("-").map(capital).join("")}: ${access}`)
    .sort();

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
