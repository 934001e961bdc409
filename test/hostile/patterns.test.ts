import { describe, expect, it } from "@jest/globals";
import { glob, type Steps } from "../../src/core/glob.js";
import { HealError } from "../../src/core/errors.js";
import { ownersOf } from "../../src/escalation/owners.js";
import { globs } from "../../src/fix/checks/globs.js";
import { parsePlaybook } from "../../src/playbooks/check.js";
import { match } from "../../src/playbooks/match.js";
import { parseRepositoryConfig } from "../../src/playbooks/repository-config.js";
import { playbook, subject } from "../decision/support.js";

const refusalOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof HealError) return error.message;
    throw error;
  }
  return "taken";
};

describe("globs", () => {
  it.each([
    ["main", "main", true],
    ["main", "maintenance", false],
    ["*", "main", true],
    ["*", "", false],
    ["*", "release/1", false],
    ["release/*", "release/1.x", true],
    ["release/*", "release/1/x", false],
    ["release/**", "release/1/x", true],
    ["release/**", "release", true],
    ["**/x.js", "x.js", true],
    ["**/x.js", "a/b/x.js", true],
    ["a/**/x.js", "a/x.js", true],
    ["a/**/b/**/c", "a/1/b/2/b/3/c", true],
    ["a/**/b/**/c", "a/1/2/3/c", false],
    ["v?.?", "v1.2", true],
    ["v?.?", "v12", false],
    ["?", "\u{1f600}", true],
    ["app/[id]/(group)/+page.tsx", "app/[id]/(group)/+page.tsx", true],
    ["*.env", ".env", true],
    ["a**b", "axxb", true],
    ["a**b", "a/b", false],
  ])("%s and %s: %s", (pattern, text, expected) => {
    expect(glob(pattern)(text)).toBe(expected);
  });

  it.each([
    ["stars in a name", `${"*a".repeat(100)}b`, "a".repeat(2_000)],
    ["stars of one letter", "*a*a*a*a*a*ab", "a".repeat(10_000)],
    ["folders", `${"**/a/".repeat(40)}b`, "a/".repeat(1_000)],
    ["both", `${"**/*a*/".repeat(30)}b`, "aaaa/".repeat(400)],
    ["question marks", `${"?*".repeat(100)}b`, "a".repeat(2_000)],
  ])("%s take no more steps than pattern times text", (_name, pattern, text) => {
    const steps: Steps = { taken: 0 };
    expect(glob(pattern)(text, steps)).toBe(false);
    expect(steps.taken).toBeGreaterThan(0);
    expect(steps.taken).toBeLessThanOrEqual(pattern.length * text.length);
  });

  it("an extended glob of a playbook is refused where it stands, and as a value means itself", () => {
    const text = (branch: string) =>
      `name: own\ndescription: Something to be done.\nwhen: { branch: ${JSON.stringify(branch)} }\nrisk: low\nsteps: [{ action: rerun-failed-jobs }]\nverify: { signal: workflow_run, within: 5m }\n`;
    for (const branch of ["+(*a)b", "@(a|b)", "!(x)", "!main", "*(a)", "[a-z]*", "{a,{b,c}}", "{a}{b}"])
      expect(refusalOf(() => parsePlaybook(text(branch), "own.yml", "repository"))).toMatch(/^own\.yml:3:/);
    for (const branch of ["main", "release/**", "{main,next}", "v?", "feature(x)"])
      expect(refusalOf(() => parsePlaybook(text(branch), "own.yml", "repository"))).toBe("taken");
    const many = `${text("main")}`.replace('"main"', `[${Array(60).fill("x").join(", ")}]`);
    expect(refusalOf(() => parsePlaybook(many, "own.yml", "repository"))).toMatch(/^own\.yml:3:/);
    const given = playbook({ when: { confidence: 0, every_failed_job: false, branch: ["+(*a)b"] } });
    expect(match(given, subject({ branch: "a".repeat(300) }))).toMatchObject({ matches: false });
    const either = playbook({ when: { confidence: 0, every_failed_job: false, branch: ["{main,next}"] } });
    expect(match(either, subject({ branch: "next" }))).toEqual({ matches: true });
    expect(match(either, subject({ branch: "other" }))).toMatchObject({ matches: false });
  });

  it("forbidden paths are matched the same way, whatever their case", () => {
    const forbidden = globs(["infra/**", "*.tf", "app/[id]/*.ts"]);
    expect(["infra/a/b", "Infra/x", "a/B.TF", "app/[id]/x.ts"].map(forbidden)).toEqual(Array(4).fill(true));
    expect(["infrastructure/x", "app/i/x.ts"].map(forbidden)).toEqual([false, false]);
  });
});

describe("CODEOWNERS, as GitHub documents it", () => {
  const file = [
    "*       @global",
    "*.js    @js # with a comment",
    "/build/logs/ @doctocat",
    "docs/*  @docs",
    "apps/   @octocat",
    "/scripts/ @doctocat @octocat2",
    "**/logs @logs",
    "/apps/  @apps",
    "/apps/github",
    "with\\ space.md @space",
    "!secret @nobody",
    "[ab].md @nobody",
    "  # an indented comment",
    "",
  ].join("\n");
  it.each([
    ["README", ["global"]],
    ["a/b.js", ["js"]],
    ["build/logs/x", ["logs"]],
    ["docs/getting-started.md", ["docs"]],
    ["docs/build-app/troubleshooting.md", ["global"]],
    ["x/apps/y", ["octocat"]],
    ["scripts/run.sh", ["doctocat", "octocat2"]],
    ["deeply/nested/logs/x.txt", ["logs"]],
    ["apps/x", ["apps"]],
    // Nobody owns it any more: the last line that matches counts.
    ["apps/github/x", []],
    ["with space.md", ["space"]],
    ["a.md", ["global"]],
  ])("%s", (path, owners) => {
    expect(ownersOf(file.replaceAll("@global", "@global\r"), [path])).toEqual(owners);
  });

  it.each([
    ["a row of stars", "*a*a*a*a*a*a*a*ab @x\n", ["a".repeat(300)]],
    ["a file of them", "*a*a*a*a*ab @x\n".repeat(60_000), ["a".repeat(300), "b".repeat(300)]],
    ["folders", `${"**/a/".repeat(100)}b @x\n`.repeat(1_000), ["a/".repeat(100)]],
    ["names", "/src/a/b/c @x\n".repeat(60_000), Array<string>(50).fill("src/z.js")],
    ["one long line", `${"\\ ".repeat(400_000)}@x`, ["a.js"]],
    ["larger than GitHub reads", "* @x\n".repeat(700_000), ["a.js"]],
  ])("%s: given up within a million steps", (_name, text, paths) => {
    const steps: Steps = { taken: 0 };
    expect(ownersOf(text, paths, steps)).toEqual([]);
    expect(steps.taken).toBeLessThan(1_000_000);
  });
});

describe("YAML that a repository wrote", () => {
  const keys = (n: number) => Array.from({ length: n }, (_, i) => `k${i}: 1`).join("\n");
  it.each([
    ["60,000 keys", keys(60_000), /:1:1: \d+ characters; at most/],
    ["as many keys as fit", keys(6_000), /unknown key/],
    ["one of them twice", `${keys(6_000)}\nk7: 2`, /:6001:1: the key "k7" stands there twice/],
    ["equal keys in flow", "{ mode: act, mode: off }", /the key "mode" stands there twice/],
    ["brackets", `a: ${"[".repeat(60_000)}`, /:1:1: nested deeper/],
    ["braces", `a: ${"{a: ".repeat(15_000)}`, /nested deeper/],
    ["dashes", "- ".repeat(30_000), /nested deeper/],
    ["question marks", "? ".repeat(30_000), /nested deeper/],
    [
      "a ladder",
      Array.from({ length: 300 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
      /:51:1: nested deeper/,
    ],
    ["tags", "!a ".repeat(20_000), /tags/],
    ["tags in a list", `a: [${"!a b,".repeat(9_000)}]`, /tags/],
    [
      "aliases of aliases",
      `a: &a [x,x,x,x,x,x,x,x]\n${["b", "c", "d", "e"].map((one, i) => `${one}: &${one} [${Array(8).fill(`*${"abcd"[i]}`).join(",")}]`).join("\n")}`,
      /alias/,
    ],
    ["no YAML", "a: [", /:1:\d+: /],
  ])("%s", (_name, text, reason) => {
    expect(refusalOf(() => parseRepositoryConfig(text))).toMatch(reason);
    expect(refusalOf(() => parsePlaybook(text, "own.yml", "repository"))).not.toBe("taken");
  });
});
