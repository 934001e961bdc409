import { readdir, readFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { packageFile } from "../../src/core/paths.js";

const src = fileURLToPath(packageFile("src/"));

/** Pure rooms: each may import itself and the rooms above it. */
const pure = [
  "core",
  "events",
  "logs",
  "detection",
  "patterns",
  "models",
  "diagnosis",
  "playbooks",
  "decision",
];
const ports = ["store", "queue", "github", "flags"];
const doing = ["intake", "recovery", "fix", "escalation", "commands", "learning", "monitoring", "validation"];
const edges = ["server", "dashboard", "cli", "pipeline", "pipeline.ts", "app", "app.ts", "main.ts"];

/**
 * What the rules do not say, each with its reason: an interface that is everybody's, or a room that is named.
 */
const allowed: readonly [from: string, to: string, why: string][] = [
  ["queue", "store", "both queues name a lost database alike"],
  ["flags", "store", "the switch and the flags are rows"],
  ["github", "store", "what GitHub tells of installations becomes rows"],
  ["github", "intake", "the log's interface"],
];
const isAllowed = (from: string, to: string): boolean => allowed.some(([a, b]) => a === from && b === to);

async function files(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map(async (entry) =>
      entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
    ),
  );
  return nested.flat().filter((file) => file.endsWith(".ts"));
}

const roomOf = (file: string): string => file.slice(src.length).split("/")[0] ?? "";

/** Every import of one file of src by another, as rooms; `types`: only types cross. */
async function imports(): Promise<{ from: string; to: string; file: string; types: boolean }[]> {
  const all = [];
  for (const file of await files(src)) {
    const text = await readFile(file, "utf8");
    for (const [, type, target = ""] of text.matchAll(
      /^(?:import|export) (type )?[^;]*?from "(\.[^"]+)";/gm,
    )) {
      const resolved = normalize(join(dirname(file), target)).replace(/\.js$/, ".ts");
      if (resolved.startsWith(src))
        all.push({
          from: roomOf(file),
          to: roomOf(resolved),
          file: `${file.slice(src.length)} -> ${resolved.slice(src.length)}`,
          types: type !== undefined,
        });
    }
  }
  return all;
}

function breaks({ from, to, types }: { from: string; to: string; types: boolean }): boolean {
  if (from === to || edges.includes(from) || isAllowed(from, to)) return false;
  if (pure.includes(from)) return !(pure.includes(to) && pure.indexOf(to) < pure.indexOf(from));
  if (ports.includes(from)) return !(pure.includes(to) && (to === "core" || to === "events" || types));
  // Doing rooms use pure rooms and ports; not each other, but for types.
  return !(pure.includes(to) || ports.includes(to) || (doing.includes(to) && types));
}

describe("the house", () => {
  it("has import directions as designed", async () => {
    expect((await imports()).filter(breaks).map(({ file }) => file)).toEqual([]);
  });

  it("knows every room", async () => {
    const rooms = new Set((await files(src)).map(roomOf));
    expect([...rooms].filter((room) => ![...pure, ...ports, ...doing, ...edges].includes(room))).toEqual([]);
  });

  it("keeps pure rooms free of clocks, randomness and the outside", async () => {
    const outside: string[] = [];
    for (const file of await files(src)) {
      if (!pure.includes(roomOf(file))) continue;
      const text = await readFile(file, "utf8");
      if (
        /\bDate\.now\(\)|\bMath\.random\(\)|\brandomUUID\b|from "node:(?:fs|net|http|https|child_process|timers)"|await fetch\(/.test(
          text,
        )
      )
        outside.push(file.slice(src.length));
    }
    expect(outside).toEqual([]);
  });
});
