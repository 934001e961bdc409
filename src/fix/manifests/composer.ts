import { byRange, entry, type Manifest } from "./change.js";
import { readJson } from "./json.js";
import { isSemverRange } from "./ranges.js";

/** `vendor/name`; without a slash it is the platform (`php`, `ext-json`), which CI sets up. */
const NAME = /^[a-z0-9][a-z0-9_.-]{0,80}\/[a-z0-9][a-z0-9_.-]{0,80}$/;

export const composer: Manifest = {
  matches: (name) => name === "composer.json",
  read: readJson,
  judge: (change) => {
    const [section = "", name = ""] = change.path;
    return (section === "require" || section === "require-dev") && change.path.length === 2 && NAME.test(name)
      ? byRange(change, name, isSemverRange)
      : entry(change);
  },
};
