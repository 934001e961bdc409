import { parse } from "yaml";
import { byRange, entry, unreadable, type Manifest } from "./change.js";
import { isSemverRange } from "./ranges.js";

/** The value of a YAML text; keys that stand twice and aliases are refused. Throws `HEAL_INPUT_INVALID`. */
export function readYaml(text: string): unknown {
  try {
    return parse(text, { uniqueKeys: true, maxAliasCount: 0, schema: "core", prettyErrors: false });
  } catch (error) {
    throw unreadable(error instanceof Error ? `YAML (${error.message.slice(0, 80)})` : "YAML");
  }
}

export const pubspec: Manifest = {
  matches: (name) => name === "pubspec.yaml",
  read: readYaml,
  judge: (change) => {
    const [section = "", name = ""] = change.path;
    return (section === "dependencies" || section === "dev_dependencies") &&
      change.path.length === 2 &&
      /^[a-z_][a-z0-9_]{0,80}$/.test(name)
      ? byRange(change, name, isSemverRange)
      : entry(change);
  },
};
