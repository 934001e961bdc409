import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";
import { subcommands } from "../../src/cli/registry.js";
import { commands } from "../../src/commands/index.js";
import { packageFile } from "../../src/core/paths.js";
import { guards } from "../../src/decision/guards/index.js";
import { rules } from "../../src/diagnosis/rules/index.js";
import { notifierKinds } from "../../src/escalation/notifiers/index.js";
import { checks } from "../../src/fix/checks/index.js";
import { fixers } from "../../src/fix/fixers/index.js";
import { parseSettings, settingsTable } from "../../src/intake/settings.js";
import { presets } from "../../src/intake/sources/generic/presets/index.js";
import { createSources, alertSources, sources } from "../../src/intake/sources/index.js";
import { actions } from "../../src/recovery/actions/index.js";
import { generatedTables } from "./tables.js";

/** Names of a folder's entries that register something; helpers of the room are named here, so that a stray file is noticed. */
async function listing(folder: string, helpers: readonly string[] = []): Promise<string[]> {
  const entries = await readdir(packageFile(folder), { withFileTypes: true });
  const names = entries.map((entry) => (entry.isDirectory() ? entry.name : entry.name.replace(/\.ts$/, "")));
  return names.filter((name) => !["index", "README.md"].includes(name) && !helpers.includes(name)).sort();
}

const named = (list: readonly { readonly name: string }[]): string[] => list.map(({ name }) => name).sort();

describe("a registry equals its folder", () => {
  it.each([
    ["src/recovery/actions/", [], named(actions)],
    ["src/decision/guards/", [], Object.keys(guards).sort()],
    ["src/commands/", ["command", "comment", "parse", "request", "verdicts", "wish"], named(commands)],
    ["src/intake/sources/", [], [...named(sources), "reports"].sort()],
    ["src/escalation/notifiers/", ["notifier"], named(notifierKinds)],
    ["src/fix/fixers/", ["fixer", "source-globs"], named(fixers)],
    ["src/fix/checks/", ["check", "globs", "source", "versions"], named(checks)],
    [
      "src/cli/",
      [
        "program",
        "registry",
        "subcommand",
        "audit-files",
        "checks",
        "inbox",
        "input",
        "playbook-files",
        "rolling-back",
        "series",
        "store",
        "text",
      ],
      named(subcommands),
    ],
  ])("%s", async (folder, helpers, registered) => {
    expect(await listing(folder, helpers)).toEqual(registered);
  });

  it("src/diagnosis/rules/ has one rule a file", async () => {
    const files = await listing("src/diagnosis/rules/");
    const categories = [...new Set(rules.map((rule) => rule.category.replaceAll("_", "-")))];
    expect(files.filter((file) => categories.includes(file)).sort()).toEqual(files.sort());
  });

  it("every source of alerts has its setting and its row in the README from being in the list", async () => {
    const names = settingsTable().map(({ name }) => name);
    const rows = (await generatedTables())["sources"]?.split("\n") ?? [];
    const secret = "0123456789abcdef0123456789abcdef";
    for (const { name } of alertSources) {
      const setting = `HEAL_SOURCE_${name.toUpperCase()}_SECRET`;
      expect(names).toContain(setting);
      expect(rows.filter((row) => row.startsWith(`| \`${name}\` |`))).toHaveLength(1);
      expect(parseSettings({ [setting]: secret })).toMatchObject({
        settings: { sourceSecrets: { [name]: [secret] } },
      });
    }
    expect(named(createSources({})).filter((name) => name !== "github")).toEqual(named(alertSources));
  });

  it("src/intake/sources/generic/presets/ has one preset a file, which no source has the name of", async () => {
    expect(await listing("src/intake/sources/generic/presets/")).toEqual(named(presets));
    expect(named(sources).filter((name) => presets.some((one) => one.name === name))).toEqual([]);
    for (const { documentation, connect } of presets) {
      expect(documentation).toMatch(/^https:/);
      // Where heal is entered, and at least one name as the vendor has it.
      expect(connect).toMatch(/\bURL\b|webhook\.address/);
      expect(connect).toMatch(/`[^`]+`|=\$[\w.]+\$/);
    }
  });

  it("every README of a source of alerts says step by step how to connect it, and names the vendor's page", async () => {
    for (const source of named(alertSources)) {
      const text = await readFile(packageFile(`src/intake/sources/${source}/README.md`), "utf8");
      const connect = text.split("\n## Connect ")[1]?.split("\n## ")[0] ?? "";
      const steps = [...connect.matchAll(/^(\d+)\. (.+)$/gm)];
      expect([source, steps.map(([, n]) => Number(n))]).toEqual([source, steps.map((_, i) => i + 1)]);
      expect(steps.length).toBeGreaterThanOrEqual(3);
      expect(connect).toContain(`HEAL_SOURCE_${source.toUpperCase()}_SECRET`);
      expect(connect).toMatch(new RegExp(`/api/alerts/(?:${source}|PRESET)`));
      expect(connect).toContain("/sources");
      // Fields, menus and settings by the names that they have at the vendor.
      expect(connect.match(/`[^`]+`/g)?.length ?? 0).toBeGreaterThan(4);
      expect(text).toMatch(/https:\/\/|presets\//);
    }
  });

  it("every kind of notifier has its row in the README, begins its form with its name, and names the vendor's page", async () => {
    const rows = (await generatedTables())["notifiers"]?.split("\n") ?? [];
    for (const { name, form, documentation } of notifierKinds) {
      expect(rows.filter((row) => row.startsWith(`| \`${name}\` |`))).toHaveLength(1);
      expect(form.startsWith(`${name}:`)).toBe(true);
      expect(documentation).toMatch(/^https:/);
    }
  });

  it("every source has a README", async () => {
    for (const source of [...named(sources), "reports"])
      expect(
        (await readFile(packageFile(`src/intake/sources/${source}/README.md`), "utf8")).length,
      ).toBeGreaterThan(100);
  });
});
