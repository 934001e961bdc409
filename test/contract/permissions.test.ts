import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { packageFile } from "../../src/core/paths.js";
import { actions } from "../../src/recovery/actions/index.js";

const rank = { read: 1, write: 2 } as const;
type Access = keyof typeof rank;

/** Every permission that a call in `src/github/` asks for, at its widest. */
async function asked(): Promise<Map<string, Access>> {
  const needed = new Map<string, Access>();
  const folder = packageFile("src/github/");
  for (const name of await readdir(folder)) {
    if (!name.endsWith(".ts")) continue;
    const text = await readFile(new URL(name, folder), "utf8");
    for (const [, permission = "", access] of text.matchAll(/\{ (\w+): "(read|write)" \}/g)) {
      const before = needed.get(permission);
      if (!before || rank[before] < rank[access as Access]) needed.set(permission, access as Access);
    }
  }
  return needed;
}

describe("app.yml", () => {
  it("asks for just the permissions that the calls use", async () => {
    const manifest = parse(await readFile(packageFile("app.yml"), "utf8")) as {
      default_permissions: Record<string, Access>;
    };
    expect(Object.fromEntries([...(await asked())].sort())).toEqual(
      Object.fromEntries(Object.entries(manifest.default_permissions).sort()),
    );
  });

  it("covers what every action says it needs", async () => {
    const needed = await asked();
    for (const action of actions) {
      const [permission = "", access] = action.permission.split(": ");
      expect({
        action: action.name,
        granted: rank[needed.get(permission) ?? "read"] >= rank[access as Access],
      }).toEqual({ action: action.name, granted: true });
    }
  });

  it("names why each permission is needed", async () => {
    const text = await readFile(packageFile("app.yml"), "utf8");
    for (const line of text.split("\n").filter((one) => /^ {2}\w+: (?:read|write)$/.test(one)))
      expect(text.split("\n")[text.split("\n").indexOf(line) - 1]).toMatch(/^ {2}# /);
  });
});

describe("heal-fix.yml", () => {
  it("only reads, and uses nothing but checkout, setup-* and upload-artifact, at commits", async () => {
    const text = await readFile(packageFile(".github/workflows/heal-fix.yml"), "utf8");
    const workflow = parse(text) as {
      permissions: unknown;
      jobs: Record<string, { permissions?: unknown; steps: { uses?: string; run?: string }[] }>;
    };
    expect(workflow.permissions).toEqual({ contents: "read" });
    for (const job of Object.values(workflow.jobs)) {
      expect(job.permissions).toBeUndefined();
      for (const { uses, run } of job.steps) {
        if (uses) {
          expect(uses).toMatch(/^actions\/(?:checkout|setup-[a-z]+|upload-artifact)@[0-9a-f]{40}$/);
          expect(text).toMatch(new RegExp(`${uses} # v\\d+\\.\\d+\\.\\d+$`, "m"));
        }
        // Inputs reach scripts through the environment alone.
        if (run) expect(run).not.toContain("${{");
      }
    }
  });
});
