import { describe, expect, it } from "@jest/globals";
import { compile } from "../../../src/core/regex.js";
import { redact, redactBytes } from "../../../src/core/redact.js";
import { kinds } from "../../../src/core/redaction/kinds/index.js";
import { vendors } from "../../../src/core/redaction/kinds/vendors.js";
import { compileShape } from "../../../src/core/redaction/shapes.js";
import { diceOf, places } from "./corpus.js";
import { beside, frames } from "./frames.js";
import { sampleOf } from "./samples.js";

const ROUNDS = 4;

/** Pieces of a secret long enough to be of use must not stand in what is shown. */
const leaks = (shown: string, secret: string): boolean =>
  shown.includes(secret.slice(-8)) ||
  shown.includes(secret.slice(secret.length >> 1, (secret.length >> 1) + 8));

describe("the table of kinds", () => {
  it("has at least 250, each once, and each with its document", () => {
    const ids = [...kinds, ...vendors].map(({ id }) => id).concat(frames.map(({ id }) => id));
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    expect(ids.length).toBeGreaterThanOrEqual(250);
    for (const { doc } of [...kinds, ...vendors]) expect(doc).toMatch(/^https:\/\/[\w.-]+\.\w+/);
  });

  it.each([...kinds, ...vendors].map(({ id, pattern }) => [id, pattern] as const))(
    "%s is a pattern of RE2, and matches the same as RE2 does",
    (id, pattern) => {
      // Bounded, so that a try at any place costs no more than the pattern's length.
      expect(pattern.replace(/\[[^[\]]{1,40}\]|\\./g, "")).not.toMatch(/[*+]|,\}/);
      const whole = compile(`^(?:${pattern})`);
      const matches = compileShape(pattern);
      const dice = diceOf(id.length * 31 + 7);
      for (let n = 0; n < ROUNDS; n += 1)
        for (const row of [...kinds, ...vendors].filter((other) => other.id === id))
          for (const sample of samples(row, dice)) {
            expect(matches(sample, 0) > 0).toBe(whole.test(sample));
            expect(matches(sample.slice(1), 0) > 0).toBe(whole.test(sample.slice(1)));
          }
    },
  );
});

/** What a row's samples are, with what stands before its piece. */
function samples(
  row: (typeof kinds)[number] | (typeof vendors)[number],
  dice: ReturnType<typeof diceOf>,
): string[] {
  if (!("starts" in row)) return [sampleOf(row.sample, dice)];
  return row.starts.map((start) => before(row.pattern, dice) + start + sampleOf(row.sample, dice));
}

/** Kinds whose piece stands within: what is before it, by the table's own patterns for these. */
function before(pattern: string, dice: ReturnType<typeof diceOf>): string {
  const lead = /^(\[[^\]]+\]|\\d)\{(\d+)(?:,\d+)?\}(?:_\[[^\]]+\]\{(\d+)\})?\(\?:/.exec(pattern);
  if (/^\(\?:sc\|/.test(pattern)) return `sc_${dice.text("abc1", 10)}.${dice.text("abc1", 5)}`;
  if (!lead) return "";
  const kind = lead[1] === "\\d" ? "d" : lead[1]?.includes("A-Z") ? "w" : lead[1]?.includes("w") ? "w" : "h";
  const first = sampleOf(`%${kind}${lead[2] ?? ""}`, dice);
  return lead[3] === undefined ? first : `${first}_${sampleOf(`%w${lead[3]}`, dice)}`;
}

describe("every kind with a look of its own", () => {
  it.each(kinds.map((row) => [row.id, row] as const))("%s is hidden wherever it stands", (id, row) => {
    const dice = diceOf(id.length * 7_919 + 1);
    const missed: string[] = [];
    for (let n = 0; n < ROUNDS; n += 1)
      for (const secret of samples(row, dice))
        for (const place of places) {
          const line = place(secret);
          const shown = redact(line);
          if (leaks(shown, secret) || !shown.includes("[redacted:")) missed.push(line);
          if (Buffer.from(redactBytes(Buffer.from(line))).toString("utf8") !== shown)
            missed.push(`bytes: ${line}`);
          if (redact(shown) !== shown) missed.push(`again: ${shown}`);
        }
    expect(missed).toEqual([]);
  });

  const neighbours = kinds.flatMap(({ id, neighbours }) => neighbours.map((text) => [id, text] as const));
  it.each(neighbours)("%s is not: %s", (_, text) => expect(redact(text)).toBe(text));
});

describe("a webhook", () => {
  it.each(kinds.filter(({ keep }) => keep).map((row) => [row.id, row] as const))(
    "%s keeps its address",
    (id, row) => {
      const dice = diceOf(id.length * 4_211 + 5);
      for (const start of row.starts)
        expect(redact(`POST https://${start}${sampleOf(row.sample, dice)} 404`)).toBe(
          `POST https://${start}[redacted:${row.kind}] 404`,
        );
    },
  );
});

describe("every kind that its vendor's name tells", () => {
  it.each(vendors.map((row) => [row.id, row] as const))("%s is hidden behind the name", (id, row) => {
    const dice = diceOf(id.length * 6_101 + 3);
    const missed: string[] = [];
    for (let n = 0; n < ROUNDS; n += 1)
      for (const name of row.names) {
        const secret = sampleOf(row.sample, dice);
        const caps = name.toUpperCase().replace(/\W/g, "_");
        for (const line of [
          `${name}_thing = "${secret}"`,
          `${caps}_THING=${secret}`,
          `  ${name}Thing: '${secret}',`,
          `{"${name}_thing":"${secret}","n":1}`,
        ])
          if (leaks(redact(line), secret)) missed.push(line);
      }
    expect(missed).toEqual([]);
  });

  it("keeps other values of the same settings", () => {
    for (const line of [
      "sentry_release = 3f786850e387550fdab836ed7e6dc881de23001b",
      "datadog_site: datadoghq.eu",
      "codecov: 98.2%",
    ])
      expect(redact(line)).toBe(line);
  });
});

describe("beside the frames", () => {
  it.each(beside)("%j stays", (text) => expect(redact(text)).toBe(text));
});

describe("every frame", () => {
  it.each(frames.map((row) => [row.id, row] as const))(
    "%s gives away what it holds, and nothing else",
    (id, row) => {
      const dice = diceOf(id.length * 104_729 + 1);
      const wrong: string[] = [];
      for (let n = 0; n < ROUNDS; n += 1) {
        const secret = sampleOf(row.secret, dice);
        const text = row.text.replaceAll("§", () => secret);
        const shown = redact(text);
        const kept = row.text
          .split("§")
          .every((part) => shown.includes(part.trim().slice(0, 60)) || row.loose === true);
        if (shown.includes(secret) || (secret.length > 12 && leaks(shown, secret)) || !kept)
          wrong.push(`${text}\n=> ${shown}`);
        if (redact(shown) !== shown) wrong.push(`again: ${shown}`);
        if (shown.split("\n").length !== text.split("\n").length) wrong.push(`lines: ${shown}`);
      }
      expect(wrong).toEqual([]);
    },
  );
});
