import { describe, expect, it } from "@jest/globals";
import { accepted, checkPatch } from "../../src/fix/checks/index.js";
import { fromPullFiles, parsePatch, type PullFile } from "../../src/fix/patch.js";
import { context, failed, gitDiff, objections } from "../fix/support.js";
import { refuses, type Row } from "./agent-rows.js";

/** Files that steer something, whatever is written in them. */
const steering = `
conftest.py tests/conftest.py jest.config.js jest.config.mjs packages/a/jest.config.ts vitest.config.ts vitest.workspace.ts
Makefile makefile GNUmakefile Justfile Taskfile.yml scripts/test.sh scripts/test.js scripts/run.py .mocharc .mocharc.cjs
pytest.ini tox.ini setup.cfg setup.py noxfile.py tasks.py fabfile.py dodo.py eslint.config.js .eslintrc.cjs eslintrc.js
tsconfig.json tsconfig.build.json jsconfig.json babel.config.js .babelrc webpack.config.js vite.config.ts rollup.config.mjs
playwright.config.ts cypress.config.ts karma.conf.js wdio.conf.ts jest.setup.ts src/setupTests.ts test/setup.js
test/global-setup.ts tests/bootstrap.php spec/spec_helper.rb spec/rails_helper.rb test/test_helper.rb test/test_helper.exs
test/helpers/util.js tests/helpers.py tests/__init__.py src/test-utils.ts build.rs Rakefile gulpfile.js Gruntfile.js
Dangerfile dangerfile.ts sitecustomize.py usercustomize.py pytest_plugin.py hatch_build.py magefile.go runtests.py
src/__mocks__/fs.js tests/fixtures/a.json testdata/a.golden migrations/0001_a.sql db/migrate/1_a.rb tools/check.py
bin/cli.js build/make.js ci/run.py deploy/main.py infra/main.py docs/conf.py .storybook/main.ts buildSrc/src/main/java/A.java
node_modules/a/index.js vendor/a/a.go third_party/a.c project/Build.scala build.gradle.bak settings.gradle gradle.properties
action.yml sub/action.yaml gradle/wrapper/gradle-wrapper.properties .mvn/wrapper/maven-wrapper.properties .cargo/config.toml
nuget.config .envrc mise.toml lefthook.yml .mcp.json GEMINI.md .cursorrules .windsurfrules .yarn/releases/yarn-4.cjs
.pnp.cjs .forgejo/workflows/a.yml .woodpecker.yml .woodpecker/a.yml .tekton/a.yaml .cirrus.yml appveyor.yml
bitbucket-pipelines.yml azure-pipelines-pr.yml .azure-pipelines/a.yml cloudbuild.yaml Jenkinsfile.release
sub/.circleci/config.yml renovate.json Dockerfile docker-compose.yml terraform/main.tf k8s/app.yaml AGENTS.md
docs/AGENTS.md CLAUDE.local.md .github/copilot-instructions.md prompts/fix.md docs/agent-instructions.md SECURITY.md
LICENSE LICENSE.md CMakeLists.txt meson.build WORKSPACE BUILD.bazel flake.nix Procfile app.json vercel.json nx.json
turbo.json lerna.json codecov.yml sonar-project.properties .pylintrc mypy.ini ruff.toml go.work tools.go Cargo.toml.orig
src/a.sh src/a.json src/a.yml src/native.node run.ps1 test.bat public/sw.js build.mjs release.py lint.js check.rb env.js
crates/a/build.rs packages/a/webpack.mix.js app/Package.swift test/jest-environment.js cypress/support/e2e.ts
features/support/env.rb src/App.stories.tsx Pipfile.bak gradlew mvnw .htaccess web.config
src/vitest-reporter.ts deno.json bunfig.toml .swcrc .nvmrc .tool-versions .python-version rust-toolchain.toml
`
  .trim()
  .split(/\s+/);

const places: Row[] = [
  ["pytest.py", null, "x = 1\n", "allowed-files"],
  ["src/pytest/__init__.py", null, "x = 1\n", "allowed-files"],
  ["src/random.py", null, "x = 1\n", "allowed-files"],
  ["src/test/java/org/junit/Assert.java", null, "class Assert {}\n", "allowed-files"],
  ["unknown/a.ts", null, "export const x = 1;\n", "allowed-files"],
  ["src/a_windows.go", null, "package a\n", "allowed-files"],
  ["test/a_test.exs", "assert 1 == 2\n", "assert 2 == 2\n", "allowed-files"],
  ["GITHUB~1/workflows/ci.yml", null, "on: push\n", "portable-paths"],
  ["src/GIT~1.ts", null, "x();\n", "portable-paths"],
  ["src/aux.ts", null, "x();\n", "portable-paths"],
  ["src/NUL", null, "x\n", "portable-paths"],
  ["src/a.ts:stream.ts", null, "x();\n", "portable-paths"],
  ["src/a /b.ts", null, "x();\n", "portable-paths"],
  ["src/cafe\u0301.ts", null, "x();\n", "portable-paths"],
  ["src/a\ufe0f.ts", null, "x();\n", "hidden-unicode"],
  ["src/a.ts", "a();\n", "a\ufe00();\n", "hidden-unicode"],
  ["src/a.ts", "a();\n", "a();\n// ok\ufe0f\n", "hidden-unicode"],
  ["README.md", "a\n", "a 😀\ufe0f\ufe0f\ufe0e\n", "hidden-unicode"],
  ["README.md", "a\n", "a\u{e0100}\n", "hidden-unicode"],
  ["README.md", "a\n", "a\u034fb\n", "hidden-unicode"],
  ["src/a.ts", "a();\n", "a('\ufffd');\n", "binary"],
  ["src/.GITHUB/a.yml", null, "on: push\n", "forbidden-paths"],
  [".ｇithub/a.yml", null, "on: push\n", "forbidden-paths"],
];

describe("an agent's patch that steers what judges it, or reaches further, is refused", () => {
  it.each(steering)("%s, new or changed", (path) => {
    for (const before of [null, "a: 1\n"]) {
      const found = failed(checkPatch(parsePatch(gitDiff(path, before, "b: 2\n")), context()));
      expect(found.map((one) => one.check)).toContain("allowed-files");
      const why = found.find((one) => one.check === "allowed-files");
      expect(why?.reason).toContain(JSON.stringify(path));
      expect(why?.reason).toMatch(/: a person must look at it$/);
    }
  });

  refuses(places);

  it.each([
    ["a Go test for another system", "total_windows_test.go", "total_test.go", "deleted-test"],
    ["a test out of the pattern", "src/total.spec.ts", "src/total.test.ts", "deleted-test"],
    ["a test in another folder", "old/total.test.ts", "src/total.test.ts", "deleted-test"],
    [
      "a Java test for another phase",
      "src/test/java/TotalIT.java",
      "src/test/java/TotalTest.java",
      "deleted-test",
    ],
    ["a source that becomes a hook", "src/conftest.py", "src/a.py", "allowed-files"],
    ["settings that become source", "src/a.js", "jest.config.js", "allowed-files"],
    ["a manifest out of the way", "src/a.ts", "package.json", "allowed-files"],
  ])("renames %s", (_name, path, oldPath, check) => {
    expect(objections(gitDiff(path, "a\n", "a\n", oldPath)).join("\n")).toContain(`${check}: `);
  });

  it("two names for one file", () => {
    const diff = gitDiff("src/a.ts", "a\n", "b\n") + gitDiff("src/A.ts", null, "c\n");
    expect(objections(diff).join("\n")).toContain("portable-paths: ");
  });

  it("a head that is not the one of the diff", () => {
    const diff = gitDiff("src/a.ts", "a\n", "b\n");
    expect(() => objections(diff, { headFiles: () => "c\n" })).toThrow(/does not apply/);
  });
});

describe("what GitHub's list does not tell", () => {
  const file: PullFile = {
    filename: "src/a.ts",
    status: "modified",
    additions: 1,
    deletions: 1,
    patch: "@@ -1 +1 @@\n-a();\n+b();",
  };
  const judge = (files: PullFile[], modes?: ReadonlyMap<string, string>) =>
    checkPatch(fromPullFiles(files, modes), context());
  const plain = new Map([["src/a.ts", "100644"]]);

  it("is claimed only where it is known", () => {
    const said = (modes?: ReadonlyMap<string, string>) =>
      judge([file], modes).find((one) => one.check === "modes")?.reason;
    expect(said(plain)).toBe("no executable, link or submodule");
    expect(said()).toBe("no submodule; the file modes were not given");
    expect(accepted(judge([file], plain))).toBe(true);
  });

  it.each([
    ["an executable", [file], new Map([["src/a.ts", "100755"]])],
    ["a status that does not exist", [{ ...file, status: "moved" }], plain],
    ["no patch", [{ ...file, patch: undefined }], plain],
    ["other counts", [{ ...file, additions: 2 }], plain],
    [
      "a removed file that is not shown",
      [{ ...file, status: "removed", patch: undefined, additions: 0 }],
      plain,
    ],
    ["a changed file called unchanged", [{ ...file, status: "unchanged", patch: undefined }], plain],
  ])("%s is refused", (_name, files, modes) => {
    expect(accepted(judge(files, modes))).toBe(false);
  });

  it.each([
    ["a file that the tree does not name", [file], new Map<string, string>()],
    ["a symbolic link", [file], new Map([["src/a.ts", "120000"]])],
    ["a submodule", [file], new Map([["src/a.ts", "160000"]])],
    ["a file named twice", [file, file], plain],
    ["a rename from nowhere", [{ ...file, status: "renamed" }], plain],
    ["git's own folder by another name", [{ ...file, filename: "a/.gi\u200ct/config" }], undefined],
  ])("%s is an error", (_name, files, modes) => {
    expect(() => judge(files, modes)).toThrow(expect.objectContaining({ code: "HEAL_INPUT_INVALID" }));
  });
});
