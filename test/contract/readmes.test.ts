import { access, readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";
import { packageFile } from "../../src/core/paths.js";
import { readRooms, type Rooms } from "./rooms.js";

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

/** As `.dependency-cruiser.cjs` holds it, in the words of the READMEs. */
function mayImport(room: string, { pure, ports, doing, allowed }: Rooms): string {
  const named = allowed
    .filter(({ from }) => from === room)
    .map(({ to }) => (to.endsWith(".ts") ? `src/${to}` : to));
  const others = (names: readonly string[]) => names.filter((name) => name !== room && !named.includes(name));
  if (pure.includes(room)) return quoted(pure.slice(0, pure.indexOf(room))) || "nothing of `src/`";
  if (ports.includes(room))
    return `${quoted(["core", "events", ...named])}; types of ${quoted(pure.slice(2))}`;
  if (doing.includes(room))
    return `${quoted([...pure, ...ports, ...named])}; types of ${quoted(others(doing))}`;
  return "everything";
}

/** What stands in repositories that heal serves. */
const users: readonly string[] = [".github/heal.yml", "heal.yml"];

const NAME = /\]\(([^)#:]+)\)|`((?:[\w.-]+\/)+|(?:[\w.-]+\/)*[\w.-]+\.(?:ts|cjs|js|md|yml|jsonc?))`/g;
/** Files and folders that a text names. */
const namesIn = (text: string): string[] =>
  [...text.matchAll(NAME)]
    .map(([, link, name]) => link ?? name ?? "")
    .filter((name) => !users.includes(name));

const isThere = (path: string): Promise<boolean> =>
  access(packageFile(path)).then(
    () => true,
    () => false,
  );

/** Names that stand neither beside the text nor at the top of the repository. */
async function missing(text: string, folder: string): Promise<string[]> {
  const checked = await Promise.all(
    namesIn(text).map(async (name) =>
      (await isThere(folder + name)) || (await isThere(name)) ? [] : [name],
    ),
  );
  return checked.flat();
}

const rooms = (await readdir(packageFile("src/"), { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe("the README of a room", () => {
  it.each(rooms)("src/%s/ is short and true", async (room) => {
    const text = await readFile(packageFile(`src/${room}/README.md`), "utf8");
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(30);
    expect(text).toContain("- **Read first:** [");
    expect(text).toContain(`- **May import:** ${mayImport(room, await readRooms())}\n`);
    expect(await missing(text, `src/${room}/`)).toEqual([]);
  });
});

describe("CONTRIBUTING.md", () => {
  it("names files and scripts that are there", async () => {
    const text = await readFile(packageFile(".github/CONTRIBUTING.md"), "utf8");
    const { scripts } = JSON.parse(await readFile(packageFile("package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = ""]) => name);
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
    expect(namesIn(text).length).toBeGreaterThan(15);
    expect(await missing(text, ".github/")).toEqual([]);
  });
});
