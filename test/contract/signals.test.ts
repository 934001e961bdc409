import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";
import { packageFile } from "../../src/core/paths.js";
import { incidentStates, finalStates } from "../../src/events/incident.js";
import { stages } from "../../src/pipeline/index.js";
import { handlers } from "../../src/pipeline/signals/index.js";

const path = (file: string) => fileURLToPath(packageFile(file));

/** Written by `place` before any handler is called. */
const PLACED = ["installation", "owner-renamed", "repository"];

describe("signals", () => {
  it("and their handlers are the same list, each handler in a file of its name", async () => {
    const text = await readFile(path("src/events/signal.ts"), "utf8");
    const kinds = [...text.matchAll(/\bkind: "([a-z-]+)"/g)].map(([, kind = ""]) => kind).sort();
    expect(Object.keys(handlers).sort()).toEqual(kinds);
    const files = (await readdir(path("src/pipeline/signals")))
      .map((file) => file.replace(/\.ts$/, ""))
      .filter((file) => file !== "index" && file !== "handler");
    expect(files.sort()).toEqual(kinds.filter((kind) => !PLACED.includes(kind)));
  });
});

describe("the way of an incident", () => {
  it("has no step and no way on from a final state, and both from every other", () => {
    for (const state of incidentStates) {
      const final = finalStates.includes(state);
      expect(stages[state].step === null).toBe(final);
      expect(stages[state].to.length === 0).toBe(final);
    }
  });

  it("reaches every state from the first", () => {
    const reached = new Set(["open"]);
    for (const state of reached)
      for (const next of stages[state as keyof typeof stages].to) reached.add(next);
    expect([...reached].sort()).toEqual([...incidentStates].sort());
  });
});
