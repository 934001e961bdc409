import { expect, it } from "@jest/globals";
import { roleOf } from "../../src/github/role.js";

const grants = (...names: string[]) => ({
  permissions: Object.fromEntries(names.map((name) => [name, true])),
});

it.each([
  ["admin", { permission: "admin", role_name: "admin" }, "admin"],
  ["maintain, told as write", { permission: "write", role_name: "maintain" }, "maintain"],
  ["triage, told as read", { permission: "read", role_name: "triage" }, "triage"],
  ["no role", { permission: "none", role_name: "none" }, "none"],
  ["an older server", { permission: "write" }, "write"],
  [
    "an older server with flags",
    { permission: "write", user: grants("pull", "triage", "push", "maintain") },
    "maintain",
  ],
  ["a role of the organisation on write", { permission: "write", role_name: "release crew" }, "write"],
  [
    "a role of the organisation on maintain",
    { permission: "write", role_name: "release crew", user: grants("pull", "triage", "push", "maintain") },
    "maintain",
  ],
  [
    "a role of the organisation on triage",
    { permission: "read", role_name: "helpers", user: grants("pull", "triage") },
    "triage",
  ],
  [
    "a role of the organisation on read",
    { permission: "read", role_name: "helpers", user: grants("pull") },
    "read",
  ],
  [
    "a role that calls itself Admin",
    { permission: "read", role_name: "Admin", user: grants("pull") },
    "read",
  ],
  ["a role of no access", { permission: "none", role_name: "helpers", user: grants() }, "none"],
  [
    "flags above the base",
    { permission: "read", role_name: "helpers", user: grants("admin", "pull") },
    "read",
  ],
  ["a name above the base", { permission: "read", role_name: "maintain" }, "read"],
  ["a name below the base", { permission: "admin", role_name: "triage" }, "triage"],
  ["flags of nobody who may", { permission: "none", role_name: "none", user: grants("admin") }, "none"],
  ["a word of the future", { permission: "owner", role_name: "owner" }, "none"],
  ["a name of every object", { permission: "read", role_name: "constructor" }, "read"],
])("%s", (_name, answer, role) => {
  expect(roleOf(answer)).toBe(role);
});
