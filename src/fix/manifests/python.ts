import { byRange, entry, type Change, type Manifest, type Verdict } from "./change.js";
import { isPythonRange } from "./ranges.js";
import { readRequirement } from "./requirement.js";
import { readToml } from "./toml.js";

const NAME = /^[A-Z0-9][\w.-]{0,100}$/i;

/** `[project]`, dependency groups and Poetry's tables; everything else of the file is settings of tools. */
export const pyproject: Manifest = {
  matches: (name) => name === "pyproject.toml",
  read: readToml,
  judge: (change) => {
    const at = change.path.join("\0");
    if (at === "project\0dependencies" || /^project\0optional-dependencies\0[^\0]+$/.test(at))
      return inList(change);
    if (/^dependency-groups\0[^\0]+$/.test(at)) return inList(change);
    const poetry =
      /^tool\0poetry\0(?:dependencies|dev-dependencies|group\0[^\0]+\0dependencies)\0([^\0]+)(?:\0version)?$/.exec(
        at,
      );
    const name = poetry?.[1] ?? "";
    // `python` is the interpreter, which CI sets up.
    return poetry && NAME.test(name) && name !== "python"
      ? byRange(change, name, isPythonRange)
      : entry(change);
  },
};

export const pipfile: Manifest = {
  matches: (name) => name === "Pipfile",
  read: readToml,
  judge: (change) => {
    const [section = "", name = "", key] = change.path;
    return (section === "packages" || section === "dev-packages") &&
      NAME.test(name) &&
      (key ?? "version") === "version"
      ? byRange(change, name, isPythonRange)
      : entry(change);
  },
};

/** Requirements that are in one list and not in the other: each must name a version and nothing else. */
function inList(change: Change): Verdict {
  const before = strings(change.before);
  const after = strings(change.after);
  if (!before || !after) return entry(change);
  const added = after.filter((one) => !before.includes(one));
  const strange = added.find((one) => readRequirement(one) === null);
  if (strange !== undefined)
    return {
      kind: "source",
      reason: `the requirement ${JSON.stringify(strange.slice(0, 100))} is no version of the registry`,
    };
  const removed = before.filter((one) => !after.includes(one));
  return {
    kind: "dependency",
    names: [...added, ...removed].flatMap((one) => readRequirement(one)?.name ?? []),
  };
}

const strings = (value: unknown): string[] | null =>
  value === undefined
    ? []
    : Array.isArray(value) && value.every((one): one is string => typeof one === "string")
      ? value
      : null;
