import { entry, unreadable, type Change, type Manifest, type Verdict } from "./change.js";
import { isSemverRange, isVersion } from "./ranges.js";
import { readRequirement } from "./requirement.js";

/**
 * Manifests that are programs or lists of lines: the lines that are dependencies and nothing else become entries by
 * name, all others stay in order as `rest`, where no change is allowed.
 */
interface Lines {
  dependencies: Record<string, string>;
  rest: string[];
}

function read(text: string, nameOf: (line: string) => string | null): Lines {
  // Without a prototype, so that `__proto__` is a name like others.
  const result: Lines = { dependencies: Object.create(null) as Record<string, string>, rest: [] };
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    const name = nameOf(line);
    if (name === null) result.rest.push(line);
    else if (Object.hasOwn(result.dependencies, name))
      throw unreadable(`one list: ${JSON.stringify(name)} stands twice`);
    else result.dependencies[name] = line;
  }
  return result;
}

const judge = (change: Change): Verdict => {
  const [section, name] = change.path;
  return section === "dependencies" && name !== undefined
    ? { kind: "dependency", names: [name] }
    : foreign(change);
};

/** The first line that differs outside the dependencies, so that the reason shows it. */
function foreign(change: Change): Verdict {
  const before = new Set(Array.isArray(change.before) ? change.before : []);
  const after = new Set(Array.isArray(change.after) ? change.after : []);
  const line: unknown =
    [...after].find((one) => !before.has(one)) ?? [...before].find((one) => !after.has(one));
  if (typeof line !== "string") return entry(change);
  // Options of pip name indexes, files and links; the others are places too.
  return {
    kind: /^-|:\/\/|\bgit\b|\bpath\b|=>|^source\b|@/.test(line) ? "source" : "entry",
    reason: `its line ${JSON.stringify(line.slice(0, 80))} is changed`,
  };
}

/** `requirements.txt`, `requirements-dev.txt`, `constraints.txt`: hashes may change only with the version. */
export const requirements: Manifest = {
  matches: (name) => /^(?:requirements|constraints)[\w.-]{0,60}\.txt$/.test(name),
  read: (text) =>
    read(
      text
        .replace(/\\\r?\n/g, " ")
        .split("\n")
        .map((line) => line.replace(/(?:^|\s)#.*$/, "").trim())
        .filter((line) => line !== "")
        .join("\n"),
      (line) => {
        const found = readRequirement(line.replace(/\s--hash=sha256:[0-9a-f]{64}/g, ""));
        return found && `${found.name}${found.extras}${found.marker}`;
      },
    ),
  judge: (change) => {
    const { before, after } = change;
    if (change.path[0] === "dependencies" && typeof before === "string" && typeof after === "string") {
      const [old = "", ...oldHashes] = before.split(/\s--hash=/);
      const [now = "", ...hashes] = after.split(/\s--hash=/);
      if (readRequirement(old)?.range === readRequirement(now)?.range && oldHashes.join() !== hashes.join())
        return {
          kind: "source",
          reason: `the hash of ${JSON.stringify(old.trim().slice(0, 80))} changes and its version does not`,
        };
      if (oldHashes.length > 0 && hashes.length === 0)
        return {
          kind: "source",
          reason: `the hash of ${JSON.stringify(now.trim().slice(0, 80))} is taken out`,
        };
    }
    return judge(change);
  },
};

/** `require` lines of go.mod, in a block or alone; `replace`, `exclude` and the toolchain are the rest. */
export const goMod: Manifest = {
  matches: (name) => name === "go.mod",
  read: (text) => {
    let block = "";
    return read(text, (line) => {
      if (block !== "" && line === ")") block = "";
      const opens = /^([a-z]{1,20}) \($/.exec(line);
      if (opens) block = opens[1] ?? "";
      const required = block === "require" ? line : /^require (\S.*)$/.exec(line)?.[1];
      const [module = "", version = "", ...more] = (required ?? "").split(/\s+/);
      const comment = more.join(" ");
      return /^[a-z0-9][\w.~/-]{0,200}$/.test(module) &&
        isVersion(version) &&
        /^(?:\/\/ indirect)?$/.test(comment)
        ? module
        : null;
    });
  },
  judge,
};

/** `gem "name", "~> 1.0"`: a Gemfile is a program, and such lines are all that is read of it. */
export const gemfile: Manifest = {
  matches: (name) => name === "Gemfile",
  read: (text) =>
    read(text, (line) => {
      const match = /^gem (["'])([\w.-]{1,80})\1((?:, ?["'][^"']{1,40}["']){0,3})$/.exec(line);
      const ranges = [...(match?.[3] ?? "").matchAll(/["']([^"']{1,40})["']/g)].map((one) => one[1] ?? "");
      return match && ranges.every(isSemverRange) ? (match[2] ?? null) : null;
    }),
  judge,
};

/** `implementation "group:name:1.0"`; a build script is a program, and annotation processors and plugins run in it. */
export const gradle: Manifest = {
  matches: (name) => name === "build.gradle" || name === "build.gradle.kts",
  read: (text) =>
    read(text, (line) => {
      const match =
        /^((?:implementation|api|compileOnly|runtimeOnly|testImplementation|testRuntimeOnly|testCompileOnly) ?\(?)(["'])([\w.-]{1,120}:[\w.-]{1,120}):([\w.+-]{1,60})\2\)?$/.exec(
          line,
        );
      return match && isVersion(match[4] ?? "") && !match[4]?.includes("+")
        ? `${match[1]} ${match[3]}`
        : null;
    }),
  judge,
};
