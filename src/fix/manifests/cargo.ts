import { byRange, entry, type Change, type Manifest, type Verdict } from "./change.js";
import { isSemverRange } from "./ranges.js";
import { readToml } from "./toml.js";

const SECTIONS = new Set(["dependencies", "dev-dependencies"]);
const NAME = /^[\w-]{1,64}$/;

export const cargo: Manifest = {
  matches: (name) => name === "Cargo.toml",
  read: readToml,
  judge: (change) => {
    const { path } = change;
    // Build dependencies run while the crate is compiled: they are not among these.
    if (SECTIONS.has(path[0] ?? "")) return inTable(change, path.slice(1));
    if (path[0] === "workspace" && path[1] === "dependencies") return inTable(change, path.slice(2));
    if (path[0] === "target" && SECTIONS.has(path[2] ?? "")) return inTable(change, path.slice(3));
    return entry(change);
  },
};

function inTable(change: Change, [name = "", key, ...more]: readonly string[]): Verdict {
  if (!NAME.test(name) || more.length > 0) return entry(change);
  if (key === undefined || key === "version") return byRange(change, name, isSemverRange);
  const { after } = change;
  if (key === "features" && Array.isArray(after) && after.every((one) => typeof one === "string"))
    return { kind: "dependency", names: [name] };
  if ((key === "optional" || key === "default-features") && typeof after === "boolean")
    return { kind: "dependency", names: [name] };
  if (key === "workspace" && after === true) return { kind: "dependency", names: [name] };
  return {
    kind: "source",
    reason: `${JSON.stringify(key)} of the package ${JSON.stringify(name)} is changed`,
  };
}
