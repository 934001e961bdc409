import { describe, expect, it } from "@jest/globals";
import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { readFixArtifact } from "../../src/fix/artifact.js";
import { changesOf } from "../../src/fix/changes.js";
import { parsePatch } from "../../src/fix/patch.js";
import { zipOf } from "../logs/zip.js";
import { rawZip } from "./raw-zip.js";

const asked = { base: "a".repeat(40), fixer: "formatter", key: `fix-run:1:${"0".repeat(32)}` };
const meta = (change: object = {}): string => JSON.stringify({ schema: 1, ...asked, ...change });
const blobOf = (bytes: Buffer): string =>
  createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
/** What `git diff --full-index` prints for one changed line of a file of three. */
const diffOf = (before: Buffer, after: Buffer, [old, fresh]: [string, string]): Buffer =>
  Buffer.concat([
    Buffer.from(
      `diff --git a/a.txt b/a.txt\nindex ${blobOf(before)}..${blobOf(after)} 100644\n--- a/a.txt\n+++ b/a.txt\n@@ -3 +3 @@\n`,
    ),
    Buffer.from(`-${old}\n+${fresh}\n`),
  ]);
const bytes = (text: string, encoding: BufferEncoding = "utf8"): Buffer => Buffer.from(text, encoding);

describe("the patch artifact", () => {
  it("is refused by its directory when a thousand entries point at one piece", async () => {
    const size = 2 * 1024 * 1024;
    const names = Array<string>(1_000).fill("patch.diff");
    const bomb = rawZip([{ data: deflateRawSync(Buffer.alloc(size)), size, names }]);
    expect(bomb.length).toBeLessThan(100_000);
    await expect(readFixArtifact(bomb, asked)).rejects.toMatchObject({ code: "HEAL_ARCHIVE_INVALID" });
  });

  it.each<[string, Record<string, string | Buffer>]>([
    ["a bomb in one entry", { "meta.json": meta(), "patch.diff": Buffer.alloc(1_900_000) }],
    [
      "too large an entry beside the two",
      { "meta.json": meta(), "patch.diff": "", x: Buffer.alloc(3_000_000) },
    ],
    [
      "many entries",
      Object.fromEntries(Array.from({ length: 11 }, (_, i) => [i === 0 ? "meta.json" : `f${i}`, meta()])),
    ],
    ["no patch", { "meta.json": meta() }],
    ["no meta", { "patch.diff": "" }],
    ["a meta that is no JSON", { "meta.json": "{", "patch.diff": "" }],
    ["a meta of another shape", { "meta.json": meta({ schema: 2 }), "patch.diff": "" }],
  ])("is refused with %s", async (_name, files) => {
    await expect(readFixArtifact(await zipOf(files), asked)).rejects.toMatchObject({
      code: "HEAL_ARCHIVE_INVALID",
    });
  });

  it.each([
    ["a link", { mode: 0o120777 }],
    ["another name in front", { localName: "other.diff" }],
    ["another checksum", { crc: 1 }],
  ])("is refused when its patch has %s", async (_name, lie) => {
    const file = (name: string, text: string, more: object = {}) => ({
      ...{ data: Buffer.from(text), size: text.length, stored: true, names: [name] },
      ...more,
    });
    const zip = (more: object) => rawZip([file("meta.json", meta()), file("patch.diff", "\n", more)]);
    await expect(readFixArtifact(zip({}), asked)).resolves.toEqual({ files: [] });
    await expect(readFixArtifact(zip(lie), asked)).rejects.toMatchObject({ code: "HEAL_ARCHIVE_INVALID" });
  });

  it.each([
    ["another commit", { base: "b".repeat(40) }],
    ["another fixer", { fixer: "lint" }],
    ["another fix whose key begins alike", { key: `${asked.key}0` }],
    ["a fix whose key this one's begins with", { key: asked.key.slice(0, -1) }],
    ["no key", { key: "" }],
  ])("is refused when it was made for %s", async (_name, change) => {
    const zip = await zipOf({ "meta.json": meta(change), "patch.diff": "" });
    await expect(readFixArtifact(zip, asked)).rejects.toMatchObject({ code: "HEAL_INPUT_INVALID" });
  });

  it("is read when it is what was asked for", async () => {
    const diff = diffOf(bytes("1\n2\nx \n"), bytes("1\n2\nx\n"), ["x ", "x"]);
    const zip = await zipOf({ "meta.json": meta(), "patch.diff": diff });
    expect((await readFixArtifact(zip, asked)).files).toMatchObject([{ path: "a.txt", additions: 1 }]);
  });

  it("is refused when its text is not UTF-8", async () => {
    const diff = Buffer.concat([
      diffOf(bytes("1\n2\nx \n"), bytes("1\n2\nx\n"), ["x ", "x"]).subarray(0, -1),
      Buffer.from([0xe9, 0x0a]),
    ]);
    await expect(
      readFixArtifact(await zipOf({ "meta.json": meta(), "patch.diff": diff }), asked),
    ).rejects.toThrow(/not UTF-8/);
  });
});

describe("a committed file is byte for byte what the fixer made", () => {
  const change = (before: Buffer, after: Buffer, lines: [string, string], mode = "100644") =>
    changesOf(
      parsePatch(diffOf(before, after, lines).toString("utf8")),
      new Map([["a.txt", { bytes: before, mode }]]),
    );

  it.each<[string, string, string, [string, string]]>([
    ["a byte order mark", "\ufeff1\n2\nx \n", "\ufeff1\n2\nx\n", ["x ", "x"]],
    ["CRLF", "1\r\n2\r\nx \r\n", "1\r\n2\r\nx\r\n", ["x \r", "x\r"]],
    ["mixed line ends", "1\r\n2\nx \n", "1\r\n2\nx\n", ["x ", "x"]],
    [
      "lone carriage returns and Unicode's line ends",
      "1\ra\n2\u2028b\u0085\nx \n",
      "1\ra\n2\u2028b\u0085\nx\n",
      ["x ", "x"],
    ],
    ["decomposed letters", "1e\u0301\n2\nx \n", "1e\u0301\n2\nx\n", ["x ", "x"]],
  ])("with %s", (_name, before, after, lines) => {
    const [file] = change(bytes(before), bytes(after), lines);
    expect(Buffer.from(file?.content ?? "").equals(bytes(after))).toBe(true);
  });

  it.each<[string, Buffer]>([
    ["Latin-1", bytes("café\n2\nx \n", "latin1")],
    ["UTF-16", bytes("\ufeff1\n2\nx \n", "utf16le")],
    ["Shift JIS", Buffer.from([0x83, 0x65, 0x0a, 0x32, 0x0a, 0x78, 0x20, 0x0a])],
    ["one stray byte", Buffer.concat([bytes("1\n2\nx \n"), Buffer.from([0x80])])],
    ["a surrogate as UTF-8", Buffer.concat([Buffer.from([0xed, 0xa0, 0x80]), bytes("\n2\nx \n")])],
  ])("%s is not patched", (_name, before) => {
    expect(() => change(before, before, ["x ", "x"])).toThrow(/not UTF-8/);
  });

  it("keeps an executable executable, and makes nothing executable", () => {
    const [before, after] = [bytes("1\n2\nx \n"), bytes("1\n2\nx\n")];
    expect(change(before, after, ["x ", "x"], "100755")).toMatchObject([{ executable: true }]);
    const claims = diffOf(before, after, ["x ", "x"]).toString().replace("100644", "100755");
    const base = new Map([["a.txt", { bytes: before, mode: "100644" }]]);
    expect(changesOf(parsePatch(claims), base)[0]).not.toHaveProperty("executable");
  });

  it.each<[string, Buffer, Buffer, string, RegExp]>([
    [
      "another base",
      bytes("1\n0\nx \n"),
      bytes("1\n2\nx\n"),
      "100644",
      /not the file the patch was made from/,
    ],
    ["another result", bytes("1\n2\nx \n"), bytes("1\n2\ny\n"), "100644", /would not become/],
    ["a symbolic link", bytes("1\n2\nx \n"), bytes("1\n2\nx\n"), "120000", /mode 120000/],
  ])("%s is refused", (_name, said, after, mode, reason) => {
    const before = bytes("1\n2\nx \n");
    const patch = parsePatch(diffOf(said, after, ["x ", "x"]).toString());
    expect(() => changesOf(patch, new Map([["a.txt", { bytes: before, mode }]]))).toThrow(reason);
  });

  it("a new file must not be there yet, a changed one must", () => {
    const patch = parsePatch(diffOf(bytes("1\n2\nx \n"), bytes("1\n2\nx\n"), ["x ", "x"]).toString());
    expect(() => changesOf(patch, new Map())).toThrow(/not there/);
    const added = parsePatch(
      "diff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+x\n",
    );
    const there = new Map([["n", { bytes: bytes("y\n"), mode: "100644" }]]);
    expect(() => changesOf(added, there)).toThrow(/there already/);
  });
});
