import { byRange, entry, type Manifest } from "./change.js";
import { readJson } from "./json.js";
import { isSemverRange } from "./ranges.js";

const SECTIONS = new Set(["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"]);
/** npm's rule for names (docs.npmjs.com/cli/configuring-npm/package-json, "name"). */
const NAME = /^(?:@[a-z0-9~-][\w.~-]{0,100}\/)?[a-z0-9~-][\w.~-]{0,150}$/;
/** A bare program, without arguments: what it then does is in a file or a package, which are judged themselves. */
const PROGRAM = /^[a-z][\w-]{0,40}$/;
/** Of the shell: programs that do nothing, or that are the shell. */
const SHELL = new Set([
  "true",
  "false",
  "exit",
  "echo",
  "test",
  "sh",
  "bash",
  "zsh",
  "dash",
  "yes",
  "sleep",
  "env",
  "npm",
]);

export const npm: Manifest = {
  matches: (name) => name === "package.json",
  read: readJson,
  judge: (change) => {
    const [section = "", name = ""] = change.path;
    if (section === "scripts") {
      // `start` runs the product, for people; every other script judges, builds or runs by itself.
      const program = typeof change.after === "string" ? change.after : "";
      return name === "start" &&
        typeof change.before === "string" &&
        PROGRAM.test(program) &&
        !SHELL.has(program)
        ? { kind: "harmless" }
        : { kind: "script", reason: `the script ${JSON.stringify(name.slice(0, 80))} is changed` };
    }
    if (section === "type" && (change.after === "module" || change.after === "commonjs"))
      return { kind: "harmless" };
    return SECTIONS.has(section) && change.path.length === 2 && NAME.test(name)
      ? byRange(change, name, isSemverRange)
      : entry(change);
  },
};
