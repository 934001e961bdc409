import { unreadable } from "../manifests/change.js";

type Table = Record<string, unknown>;
const table = (): Table => Object.create(null) as Table;
const put = (into: Table, key: string, value: unknown): void => {
  if (Object.hasOwn(into, key))
    throw unreadable(`one list: ${JSON.stringify(key.slice(0, 80))} stands twice`);
  into[key] = value;
};

/** yarn.lock of Yarn 1: blocks by indentation, `key value` or `key:`; strings may be quoted as in JSON. */
export function readYarn1(text: string): unknown {
  const root = table();
  const open: { indent: number; table: Table }[] = [{ indent: -1, table: root }];
  for (const line of text.split(/\r?\n/)) {
    const content = line.trim();
    if (content === "" || content.startsWith("#")) continue;
    const indent = line.length - line.trimStart().length;
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const into = open.at(-1)?.table ?? root;
    if (content.endsWith(":")) {
      const inner = table();
      put(into, content.slice(0, -1).split(", ").map(unquoted).join(", "), inner);
      open.push({ indent, table: inner });
      continue;
    }
    const pair = /^("(?:[^"\\]|\\.)*"|[^\s"]+) +(\S.*)$/.exec(content);
    if (!pair) throw unreadable("yarn.lock");
    put(into, unquoted(pair[1] ?? ""), unquoted(pair[2] ?? ""));
  }
  return root;
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch (error) {
    throw unreadable(`yarn.lock (${error instanceof SyntaxError ? "a string" : "text"})`);
  }
}

/** Gemfile.lock: sections at the margin; `    name (version)` is a package, deeper lines are what it needs. */
export function readGemfileLock(text: string): unknown {
  const sections: Table[] = [];
  let section = table();
  let gem = table();
  for (const line of text.split(/\r?\n/)) {
    const content = line.trim();
    if (content === "") continue;
    const indent = line.length - line.trimStart().length;
    const [head = "", ...rest] = content.split(" ");
    if (indent === 0) {
      section = table();
      section.kind = content;
      sections.push(section);
      continue;
    }
    const pinned = /^(\S+) \(([^()]+)\)(?: (sha256=[0-9a-f]{64}))?$/.exec(content);
    if (section.kind === "DEPENDENCIES") {
      section.DEPENDENCIES = [
        ...((section.DEPENDENCIES as string[] | undefined) ?? []),
        head.replace(/!$/, ""),
      ];
    } else if (indent === 4 || section.kind === "CHECKSUMS") {
      gem = table();
      // A git section's commit proves all its packages.
      Object.assign(gem, { name: pinned?.[1] ?? head, version: pinned?.[2] ?? "", hash: pinned?.[3] ?? "" });
      Object.assign(gem, { remote: section["remote:"], revision: section["revision:"] });
      put(section, `${pinned?.[1] ?? head}@${pinned?.[2] ?? ""}`, gem);
    } else if (indent > 4) {
      gem.dependencies = [...((gem.dependencies as string[] | undefined) ?? []), head];
    } else put(section, rest.length > 0 ? head : content, rest.join(" "));
  }
  return sections;
}

/** go.sum: `module version hash` a line. */
export function readGoSum(text: string): unknown {
  const root = table();
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === "") continue;
    const [module = "", version = "", hash = "", ...more] = line.split(" ");
    if (!hash.startsWith("h1:") || more.length > 0) throw unreadable("go.sum");
    put(root, `${module}@${version}`, { name: module, version, hash });
  }
  return root;
}

/** gradle.lockfile: `group:name:version=configurations` a line. */
export function readGradleLock(text: string): unknown {
  const root = table();
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === "" || line.startsWith("#") || line.startsWith("empty=")) continue;
    const match = /^([\w.-]+:[\w.-]+):([\w.+-]+)=[\w,.-]*$/.exec(line);
    if (!match) throw unreadable("gradle.lockfile");
    put(root, `${match[1]}@${match[2]}`, { name: match[1], version: match[2] });
  }
  return root;
}

/** mix.lock: one Elixir tuple a line; `:hex` ones have a version and two hashes, all others are kept as they stand. */
export function readMixLock(text: string): unknown {
  const root = table();
  for (const line of text.split(/\r?\n/)) {
    const content = line.trim();
    if (content === "" || content === "%{" || content === "}") continue;
    const hex =
      /^"\w+": \{:hex, :(\w+), "([^"]+)", "([0-9a-f]{64})", .+, "hexpm", "([0-9a-f]{64})"\},?$/.exec(content);
    const key = /^"(\w+)":/.exec(content)?.[1];
    if (key === undefined) throw unreadable("mix.lock");
    const urls =
      content.match(/[a-z]{3,8}:\/\/[^"\s]+|(?<=")[\w.-]{1,60}@[\w.-]{1,120}:[^"\s]{1,300}/g) ?? [];
    put(
      root,
      key,
      hex
        ? { name: hex[1], version: hex[2], hashes: [hex[3], hex[4]] }
        : { name: key, version: "", commit: content, urls },
    );
  }
  return root;
}
