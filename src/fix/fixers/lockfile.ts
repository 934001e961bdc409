import type { Fixer } from "./fixer.js";

export const lockfile: Fixer = {
  name: "lockfile",
  categories: ["lockfile_drift"],
  input: "lockfile",
  allowedPaths: () => [
    "package-lock.json",
    "npm-shrinkwrap.json",
    "yarn.lock",
    "pnpm-lock.yaml",
    "bun.lock",
    "Cargo.lock",
    "poetry.lock",
    "uv.lock",
    "pdm.lock",
    "Pipfile.lock",
    "Gemfile.lock",
    "composer.lock",
    "go.sum",
    "packages.lock.json",
    "gradle.lockfile",
    "mix.lock",
    "pubspec.lock",
  ],
};
