import { expect, it } from "@jest/globals";
import { lookAt } from "../../src/intake/look.js";

const bytes = Buffer.from(JSON.stringify({ text: "x".repeat(1_000_000) }));

/** A search of which each piece takes `ms` of a clock that nothing else moves. */
function search(ms: number, found = false) {
  let now = 0;
  let pieces = 0;
  return {
    now: () => now,
    pieces: () => pieces,
    secrets: {
      push: () => {
        pieces += 1;
        now += ms;
      },
      found: () => found,
    },
  };
}

it("looks for secrets through all of a body that is quick to look at", async () => {
  const quick = search(1);
  expect(await lookAt(bytes, quick.secrets, quick.now)).toBe(false);
  expect(quick.pieces()).toBe(Math.ceil(bytes.length / 24 / 1024));
  const holding = search(1, true);
  expect(await lookAt(bytes, holding.secrets, holding.now)).toBe(true);
});

it("stops looking when that took half a second of the loop, and takes the body for a costly one", async () => {
  const slow = search(100);
  expect(await lookAt(bytes, slow.secrets, slow.now)).toBe(true);
  expect(slow.pieces()).toBe(5);
});

it("goes on reading what the parser would refuse", async () => {
  const slow = search(600);
  const deep = Buffer.from(`["${"x".repeat(100_000)}",${"[".repeat(300)}`);
  await expect(lookAt(deep, slow.secrets, slow.now)).rejects.toThrow("nested deeper than 200 levels");
});
