import { describe, expect, it } from "@jest/globals";
import { parseJson } from "../../src/intake/json.js";
import { Scan } from "../../src/intake/scan.js";

/** What is kept of the text when it comes in pieces of `size` bytes. */
function kept(text: string, longest: number, size = Infinity): string {
  const scan = new Scan(longest);
  const bytes = Buffer.from(text);
  const pieces: Buffer[] = [];
  for (let from = 0; from < bytes.length; from += size)
    pieces.push(...scan.push(bytes.subarray(from, Math.min(bytes.length, from + size))));
  scan.end();
  return Buffer.concat(pieces).toString("utf8");
}
const valueOf = (text: string, longest: number): { a: string; b: number } =>
  JSON.parse(kept(text, longest)) as { a: string; b: number };

describe("a body as it is parsed", () => {
  const body = JSON.stringify({ a: 'x"\\\n\u0001é😀'.repeat(20), b: 1, "☃": ["", "\\"] });

  it.each([1, 2, 3, 7, 64])("is what it was when no text is long, in pieces of %i bytes", (size) => {
    expect(kept(body, 1_000, size)).toBe(body);
  });

  it.each([1, 2, 3, 5, 64])("is cut the same however it comes, in pieces of %i bytes", (size) => {
    for (let longest = 1; longest < 40; longest += 1) {
      const whole = kept(body, longest);
      expect(kept(body, longest, size)).toBe(whole);
      expect(valueOf(body, longest).b).toBe(1);
      expect(whole.includes("\ufffd")).toBe(false);
    }
  });

  it("tells two long texts apart by what is cut off", () => {
    const told = (end: string) => valueOf(JSON.stringify({ a: `${"x".repeat(100)}${end}` }), 50).a;
    expect(told("1")).not.toBe(told("2"));
    expect(told("1")).toBe(told("1"));
    expect(told("1")).toMatch(/^x{50}… \[51 bytes more, sha256 [0-9a-f]{64}\]$/);
  });

  it.each([
    ["a line end", '{"a":"xxxxxxxx\n"}'],
    ["an escape that there is not", '{"a":"xxxxxxxx\\q"}'],
    ["half an escape", '{"a":"xxxxxxxx\\u12g4"}'],
    ["no end", '{"a":"xxxxxxxx'],
  ])("is no JSON when what is cut off holds %s", (_name, text) => {
    expect(() => kept(text, 4)).toThrow(/not JSON/);
  });
});

describe("a large body", () => {
  const object = (keys: number) =>
    Buffer.from(`{${Array.from({ length: keys }, (_, i) => `"k${i}":{}`).join(",")}}`);

  it("of an object with more keys than people name is refused", () => {
    expect(Object.keys(parseJson(object(100_000)) as object)).toHaveLength(100_000);
    expect(() => parseJson(object(100_001))).toThrow(/more than 100000 keys/);
  });

  it("may hold as many in objects of a list", () => {
    const list = Buffer.from(`[${Array.from({ length: 120_000 }, () => '{"a":1}').join(",")}]`);
    expect(parseJson(list)).toHaveLength(120_000);
  });

  it("nested too deep is refused like a small one", () => {
    const text = `["${"x".repeat(300_000)}",${"[".repeat(200)}${"]".repeat(201)}`;
    expect(() => parseJson(Buffer.from(text))).toThrow(/deeper than 200/);
  });
});
