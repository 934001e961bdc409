import { addedLines, removedLines, type PatchFile } from "../patch.js";
import { isAgent, type Check, type Objection } from "./check.js";
import { versions } from "./versions.js";

/** Scripts npm, yarn and pnpm run by themselves (docs.npmjs.com/cli/using-npm/scripts, "Life Cycle Scripts"). */
const LIFECYCLE = new Set([
  "preinstall",
  "install",
  "postinstall",
  "preprepare",
  "prepare",
  "postprepare",
  "prepublish",
  "prepublishOnly",
  "prepack",
  "postpack",
  "dependencies",
  "pretest",
  "posttest",
]);
/** Scripts a pipeline judges by: a fix makes them pass, it does not change them. */
const JUDGES = /^(?:(?:pre|post)?test|lint|types?|typecheck|tsc|check|coverage|ci|verify|validate)(?::|$)/;
const SCRIPT_LINE = /^\s*"([\w:.-]{1,60})"\s*:\s*"/;

/** An agent may change dependencies in package.json, not what is run. */
export const packageScripts: Check = {
  name: "package-scripts",
  says: "no script of package.json that runs by itself or judges the code is changed",
  run: ({ files }, context) =>
    isAgent(context)
      ? files
          .filter((file) => /(?:^|\/)package\.json$/.test(file.path))
          .flatMap((file) => changed(file, context.baseFiles))
      : [],
};

function changed(file: PatchFile, baseFiles?: (path: string) => string | null): Objection[] {
  const whole = versions(file, baseFiles);
  const before = whole.complete ? scripts(whole.before) : null;
  const after = whole.complete ? scripts(whole.after) : null;
  const names =
    before && after
      ? [...new Set([...before.keys(), ...after.keys()])].filter(
          (name) => before.get(name) !== after.get(name),
        )
      : [...addedLines(file), ...removedLines(file)].flatMap(({ text }) => SCRIPT_LINE.exec(text)?.[1] ?? []);
  return names
    .filter((name) => LIFECYCLE.has(name) || JUDGES.test(name))
    .slice(0, 1)
    .map((name) => ({ path: file.path, reason: `the script ${JSON.stringify(name)} is changed` }));
}

/** Scripts of a manifest by name; null when it is not readable as one. */
function scripts(text: string): Map<string, string> | null {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text === "" ? "{}" : text);
  } catch {
    return null; // Judged by its lines instead.
  }
  const found =
    typeof manifest === "object" && manifest !== null && "scripts" in manifest ? manifest.scripts : {};
  return typeof found === "object" && found !== null
    ? new Map(Object.entries(found).map(([name, command]) => [name, JSON.stringify(command)]))
    : null;
}
