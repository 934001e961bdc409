import { isRecord } from "../manifests/change.js";
import { readJson } from "../manifests/json.js";
import { readYaml } from "../manifests/pubspec.js";
import { readToml } from "../manifests/toml.js";
import type { Lock, LockFormat } from "./lock.js";
import { readGemfileLock, readGoSum, readGradleLock, readMixLock, readYarn1 } from "./texts.js";
import { lockOf } from "./tree.js";

export { sourceOf, isGit } from "./sources.js";
export type { Lock, LockEntry, LockFormat } from "./lock.js";

const NPM = ["registry.npmjs.org", "registry.yarnpkg.com"];
const PYPI = ["files.pythonhosted.org", "pypi.org"];
const CRATES = ["github.com/rust-lang/crates.io-index", "index.crates.io", "static.crates.io"];

export const lockFormats: readonly LockFormat[] = [
  { file: "package-lock.json", registry: NPM, read: readJson, needs: true },
  { file: "npm-shrinkwrap.json", registry: NPM, read: readJson, needs: true },
  { file: "yarn.lock", registry: NPM, read: readYarn, needs: true },
  { file: "pnpm-lock.yaml", registry: NPM, read: readYaml, needs: true },
  { file: "bun.lock", registry: NPM, read: readBun, needs: true },
  { file: "Cargo.lock", registry: CRATES, read: readToml, needs: true },
  { file: "poetry.lock", registry: PYPI, read: readToml, needs: true },
  { file: "pdm.lock", registry: PYPI, read: readToml, needs: true },
  { file: "uv.lock", registry: PYPI, read: readToml, needs: true },
  { file: "Pipfile.lock", registry: PYPI, read: readJson, needs: false },
  {
    file: "Gemfile.lock",
    registry: ["rubygems.org", "index.rubygems.org"],
    read: readGemfileLock,
    needs: true,
  },
  { file: "composer.lock", registry: ["repo.packagist.org", "packagist.org"], read: readJson, needs: true },
  { file: "go.sum", registry: [], read: readGoSum, needs: false },
  { file: "packages.lock.json", registry: ["api.nuget.org"], read: readJson, needs: false },
  { file: "gradle.lockfile", registry: [], read: readGradleLock, needs: false },
  { file: "mix.lock", registry: ["hex.pm", "repo.hex.pm"], read: readMixLock, needs: false },
  { file: "pubspec.lock", registry: ["pub.dev", "pub.dartlang.org"], read: readYaml, needs: false },
];

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** How a lock file is read, by its name letter by letter; null for other files. */
export const lockFormatOf = (path: string): LockFormat | null =>
  lockFormats.find(({ file }) => file === nameOf(path)) ?? null;

/** A lock file as data. Throws `HEAL_INPUT_INVALID`. */
export const readLock = (format: LockFormat, text: string): Lock =>
  lockOf(text.trim() === "" ? {} : format.read(text));

/** Yarn 1 has a syntax of its own; Yarn from 2 on writes YAML with `__metadata`. */
function readYarn(text: string): unknown {
  return /^__metadata:/m.test(text) ? readYaml(text) : readYarn1(text);
}

/** bun.lock is JSON with trailing commas, which YAML reads; a package is a list of id, registry, needs and hash. */
function readBun(text: string): unknown {
  const root = readYaml(text);
  if (!isRecord(root) || !isRecord(root.packages)) return root;
  const packages = Object.entries(root.packages).map(([key, value]) => {
    const list: unknown[] = Array.isArray(value) ? value : [];
    const id = typeof list[0] === "string" ? list[0] : "";
    const name = id.slice(0, Math.max(0, id.indexOf("@", 1)));
    // A package inside another one is written `outer/inner`.
    const installed = key === name || key.endsWith(`/${name}`) ? name : key;
    const table = {
      name,
      version: id.slice(name.length + 1),
      integrity: list.at(-1),
      registry: list[1],
      in: list[2],
    };
    return [`${installed}@${key}`, table] as const;
  });
  return { ...root, packages: Object.fromEntries(packages) };
}
