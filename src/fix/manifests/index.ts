import type { Manifest } from "./change.js";
import { cargo } from "./cargo.js";
import { composer } from "./composer.js";
import { gemfile, goMod, gradle, requirements } from "./lines.js";
import { npm } from "./npm.js";
import { pubspec } from "./pubspec.js";
import { pipfile, pyproject } from "./python.js";
import { maven, nuget, nugetCentral } from "./xml.js";

export { changesOf, type Change, type Manifest, type Verdict } from "./change.js";

/** Manifests whose dependencies can be told from what else they say. */
export const manifests: readonly Manifest[] = [
  npm,
  composer,
  cargo,
  pyproject,
  pipfile,
  requirements,
  goMod,
  gemfile,
  gradle,
  maven,
  nuget,
  nugetCentral,
  pubspec,
];

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** How a manifest is read; null for other files. */
export const manifestOf = (path: string): Manifest | null =>
  manifests.find((one) => one.matches(nameOf(path))) ?? null;
