import { describe, expect, it } from "@jest/globals";
import { redact, redactBytes } from "../../../src/core/redact.js";
import { kinds } from "../../../src/core/redaction/kinds/index.js";
import { diceOf, makers, ordinary, places, knownSecrets } from "./corpus.js";

const ROUNDS = 40;
const rounds = <T>(seed: number, make: (dice: ReturnType<typeof diceOf>) => T): T[] => {
  const dice = diceOf(seed);
  return Array.from({ length: ROUNDS }, () => make(dice));
};

/** Pieces of a secret long enough to be of use must not stand in what is shown. */
const leaks = (shown: string, secret: string): boolean =>
  shown.includes(secret.slice(-8)) ||
  shown.includes(secret.slice(secret.length >> 1, (secret.length >> 1) + 8));

describe("every kind of token", () => {
  it("has a row in the table", () => {
    const marks = new Set(kinds.map(({ kind }) => kind));
    expect(Object.keys(makers).filter((kind) => !marks.has(kind))).toEqual(["signed-url"]);
  });

  it.each(Object.keys(makers))("%s is hidden wherever it stands", (kind) => {
    const missed: string[] = [];
    for (const make of makers[kind] ?? [])
      for (const place of places)
        for (const [before, secret] of rounds(kind.length * 7_919 + 1, make)) {
          const line = place(before + secret);
          const shown = redact(line);
          if (leaks(shown, secret) || !shown.includes("[redacted:")) missed.push(line);
          if (Buffer.from(redactBytes(Buffer.from(line))).toString("utf8") !== shown)
            missed.push(`bytes: ${line}`);
        }
    expect(missed).toEqual([]);
  });
});

describe("what stands around a secret", () => {
  it.each(Object.keys(knownSecrets))("gives away: %s", (kind) => {
    const missed = rounds(kind.length * 104_729 + 1, knownSecrets[kind]!).filter(([line, secret]) =>
      leaks(redact(line), secret),
    );
    expect(missed).toEqual([]);
  });
});

describe("ordinary lines", () => {
  it.each(Object.keys(ordinary))("are never cut: %s", (kind) => {
    const cut = rounds(kind.length * 15_485_863 + 1, ordinary[kind]!)
      .map((line) => [line, redact(line)])
      .filter(([line, shown]) => line !== shown);
    expect(cut).toEqual([]);
  });
});
