import { describe, expect, it } from "@jest/globals";
import type { CheckContext } from "../../src/fix/checks/index.js";
import { gitDiff, objections } from "../fix/support.js";

/** A failing test in JavaScript and what its log names, in a repository of many kinds of files. */
const incident: Partial<CheckContext> = {
  category: "test_failure",
  failingTests: [{ name: "adds", file: "test/sum.test.js" }],
  evidence: ["AssertionError at Object.<anonymous> (/home/runner/work/shop/shop/test/sum.test.js:3:23)"],
  headPaths: new Set(["cdk.json", "action/action.yml", "src/sum.js", "test/sum.test.js"]),
};
const anyLanguage: Partial<CheckContext> = { category: "test_failure" };

/** Found accepted by a hostile reader, and others like them: programs and data that run beside the product. */
const changed = `
jest/transform.js jest/preset.js resolver.js sequencer.js reporters/x.js transform.js preset.js environment.js karma/x.js
playwright/index.tsx loader.mjs register.js src/_pytest/x.py Makefile.PL hook/build.dart webpack/prod.js gulp/test.js
grunt/test.js build-tools/src/main/java/X.java eslint-rules/x.js codegen.ts lib/tasks/x.rb action/index.js pulumi/index.ts
cdk/app.ts vercel.js netlify/functions/x.js supabase/functions/x.ts alembic/versions/x.py alembic/env.py
flyway/V1__x.sql sql/V2__x.sql liquibase/x.sql db/schema.sql db/seeds.rb lib/mix/tasks/x.ex
mocha/reporter.js vitest/plugin.ts cypress/plugins.ts rollup/prod.js esbuild/main.mjs shims.js matchers.js globals.js
tap/run.js serverless/handler.ts lambda/index.js cloudformation/x.py provision/x.rb prisma/seed.ts src/seeds/a.ts
src/main/db/migration/V1__a.sql db/R__views.sql codemods/a.js infra/src/index.ts xtask/src/main.rs build-logic/src/A.kt
types/index.d.ts src/types.d.ts shop/a.pyi server.js rules/a.js docs/reqs.txt docs/dev.txt
`.trim();
const added = `
test/flutter_test_config.dart test-environment.js lib/mix/tasks/test.ex src/test/java/TestConfig.java
build-tools/src/main/java/X.java action/src/main.ts src/world.js src/types.d.ts docs/x.mdx test/world.js
lib/new.js app/other.py cmd/tool/main.go src/deep/new/a.ts tests/support.py spec/matchers.rb src/App.mdx test/all.js
test/java/Listener.java src/test/kotlin/Config.kt tests/common.rs internal/hook.go pkg/init.go
`.trim();
const odd = [
  "src/$(id).js",
  "src/`id`.js",
  "src/;id.js",
  "src/--require=x.js",
  "src/SUM.js",
  "SRC/sum2.js",
  "src/-rf.js",
  "src/.hidden.js",
  "src/x y.js",
  "src/'x.js",
  "src/{a,b}.js",
  "src/[a].js",
  "src/!x.js",
  "src/~x.js",
  "src/&x.js",
  "src/#x.js",
  "src/x,y.js",
  "src/%2e.js",
  "src/\u017fum.js",
  "src/=x.js",
  "Test/b.test.js",
];

describe("where an agent writes without a person", () => {
  it.each(changed.split(/\s+/))("is not %s, changed", (path) => {
    for (const more of [incident, anyLanguage])
      expect(objections(gitDiff(path, "a = 1\n", "a = 2\n"), more).join("\n")).toMatch(
        /(?:allowed-files|deleted-test): .*a person must look at it/,
      );
  });

  it.each(added.split(/\s+/))("is not %s, new", (path) => {
    for (const more of [incident, anyLanguage])
      expect(objections(gitDiff(path, null, "a = 2\n"), more).join("\n")).toMatch(
        /allowed-files: .*a person must look at it/,
      );
  });

  it.each(odd)("is no new file called %j", (path) => {
    const beside = gitDiff("src/sum.js", "a();\n", "b();\n");
    expect(objections(beside + gitDiff(path, null, "a();\n"), incident).join("\n")).toContain(
      "portable-paths: ",
    );
  });

  it.each([
    ["another language", "src/a.py", incident],
    ["SQL, which the incident does not name", "src/a.sql", incident],
    ["a stack's code", "lib/stack.ts", incident],
    ["an action's code, whatever it is called", "action/src/sum.js", incident],
    [
      "code of others that a log names",
      "node_modules/a/sum.js",
      { evidence: ["at /home/runner/work/a/a/node_modules/a/sum.js:1"] },
    ],
    ["a name without its folder", "engine/box/index.js", { evidence: ["at index.js:1"] }],
    ["a file outside of the repository", "x/a.js", { evidence: ["at /usr/x/a.js:1"] }],
    ["a folder above", "x/a.js", { evidence: ["at ../x/a.js:1"] }],
    [
      "a system's file of the same name",
      "x/a.js",
      { evidence: ["at /usr/x/a.js:1"], headPaths: new Set(["x/a.js"]) },
    ],
    [
      "a root file of the name of a library's",
      "index.js",
      { evidence: ["at /srv/lib/index.js:1"], headPaths: new Set(["index.js"]) },
    ],
    ["a transform that a log names", "jest/transform.js", { evidence: ["at jest/transform.js:1"] }],
  ] as [string, string, Partial<CheckContext>][])("is not %s", (_name, path, more) => {
    expect(objections(gitDiff(path, "a();\n", "b();\n"), more).join("\n")).toContain("allowed-files: ");
  });

  it.each([
    [
      "a file that the log names",
      "engine/box/index.js",
      "at run (/home/runner/work/a/a/engine/box/index.js:1:2)",
    ],
    ["the same from a job's folder", "web/engine/box/index.js", "at run (engine/box/index.js:1:2)"],
    ["a file as Windows writes it", "engine/box/index.js", "at D:\\a\\shop\\shop\\engine\\box\\index.js:3:1"],
    ["a file of an annotation", "shop/total.py", "shop/total.py"],
  ])("is %s", (_name, path, line) => {
    expect(objections(gitDiff(path, "a();\n", "b();\n"), { evidence: [line] })).toEqual([]);
  });
});
