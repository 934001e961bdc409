import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { z } from "zod";
import { packageFile } from "../../src/core/paths.js";
import { readRooms, type Rooms } from "./rooms.js";

const root = fileURLToPath(packageFile(""));
const src = join(root, "src/");

/** What dependency-cruiser answers, as far as it is read here. */
const answer = z.object({
  modules: z.array(
    z.object({ source: z.string(), dependencies: z.array(z.object({ circular: z.boolean() })) }),
  ),
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

/** Its program exits with the number of violations. */
async function cruise(): Promise<z.output<typeof answer>> {
  const program = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const args = [program, "--output-type", "json", "src", "action/src", "migrations"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, maxBuffer: 64 << 20 });
  return answer.parse(JSON.parse(stdout));
}

async function files(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((one) => one.name.endsWith(".ts")).map((one) => join(one.parentPath, one.name));
}

const roomOf = (file: string): string => file.slice(src.length).split("/")[0] ?? "";

describe("the house", () => {
  let cruised: z.output<typeof answer>;
  let rooms: Rooms;
  beforeAll(async () => {
    [cruised, rooms] = await Promise.all([cruise(), readRooms()]);
  });

  it("has import directions as designed, and no new circle", () => {
    // A tree that was not found breaks no rule either.
    expect(cruised.modules.length).toBeGreaterThan(500);
    expect(cruised.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual(
      [],
    );
  });

  it("names no circle that is gone", () => {
    const circular = new Set(
      cruised.modules.filter((one) => one.dependencies.some((to) => to.circular)).map((one) => one.source),
    );
    expect(rooms.knownCircles.flat().filter((file) => !circular.has(file))).toEqual([]);
  });

  it("knows every room", async () => {
    const known = [...rooms.pure, ...rooms.ports, ...rooms.doing, ...rooms.edges, ...rooms.files];
    const there = new Set((await files(src)).map(roomOf));
    expect([...there].filter((room) => !known.includes(room))).toEqual([]);
  });

  it("keeps pure rooms free of clocks and randomness", async () => {
    const impure = /\bDate\.now\(\)|\bMath\.random\(\)|\brandomUUID\b|await fetch\(/;
    const outside: string[] = [];
    for (const file of await files(src))
      if (rooms.pure.includes(roomOf(file)) && impure.test(await readFile(file, "utf8")))
        outside.push(file.slice(src.length));
    expect(outside).toEqual([]);
  });
});
