import { describe, expect, it } from "@jest/globals";
import { deflateRawSync } from "node:zlib";
import { LOG_ARCHIVE, openArchive, openZip, type ArchiveLimits } from "../../src/logs/archive.js";
import { rawZip } from "./raw-zip.js";

const small: ArchiveLimits = {
  entries: 10,
  entryBytes: 1_000,
  totalBytes: 2_000,
  ratio: 50,
  ratioFrom: 500,
};
const zeros = (size: number) => deflateRawSync(Buffer.alloc(size));
const refused = (reason: RegExp) => ({
  code: "HEAL_ARCHIVE_INVALID",
  message: expect.stringMatching(reason) as unknown,
});

describe("an archive's directory is judged before a byte is inflated", () => {
  const piece = zeros(2 * 1024 * 1024);
  const quine = rawZip([
    { data: piece, size: 2 * 1024 * 1024, names: Array<string>(200).fill("build/1_a.txt") },
  ]);

  it("refuses a thousand entries at one piece of data", async () => {
    await expect(openArchive(quine)).rejects.toMatchObject(refused(/share the same bytes|times its size/));
    const wide = { ...LOG_ARCHIVE, ratio: Infinity };
    await expect(openZip(quine, wide)).rejects.toMatchObject(refused(/share the same bytes/));
  });

  it("refuses entries that overlap by a part only", async () => {
    const inner = rawZip([{ data: zeros(900), size: 900, names: ["inner.txt"] }]);
    const zip = rawZip([
      { data: inner, size: inner.length, stored: true, names: ["outer.txt"] },
      // Its local header stands inside the first one's data.
      { data: zeros(900), size: 900, names: ["inner.txt"], at: 30 + "outer.txt".length },
    ]);
    await expect(openZip(zip, { ...small, ratio: Infinity })).rejects.toMatchObject(
      refused(/share the same/),
    );
  });

  it.each([
    ["an entry too large", [{ data: zeros(1_001), size: 1_001, names: ["a"] }], /an entry unpacks/],
    [
      "too much together",
      ["a", "b", "c"].map((name) => ({ data: zeros(900), size: 900, names: [name] })),
      /archive unpacks to more than 0 MiB/,
    ],
    [
      "too many entries",
      Array.from({ length: 11 }, (_, i) => ({ data: zeros(1), size: 1, names: [`${i}`] })),
      /more than 10 entries/,
    ],
    ["a climbing name", [{ data: zeros(1), size: 1, names: ["../a"] }], /relative path/],
    ["an absolute name", [{ data: zeros(1), size: 1, names: ["/etc/a"] }], /absolute path/],
    ["a link", [{ data: zeros(1), size: 1, names: ["a"], mode: 0o120777 }], /neither a file nor/],
    ["a device", [{ data: zeros(1), size: 1, names: ["a"], mode: 0o060644 }], /neither a file nor/],
    ["a pipe", [{ data: zeros(1), size: 1, names: ["a"], mode: 0o010644 }], /neither a file nor/],
    ["a socket", [{ data: zeros(1), size: 1, names: ["a"], mode: 0o140644 }], /neither a file nor/],
    ["another name in front", [{ data: zeros(1), size: 1, names: ["a"], localName: "b" }], /two names/],
    ["a longer name in front", [{ data: zeros(1), size: 1, names: ["a"], localName: "ab" }], /two names/],
    ["a shorter name in front", [{ data: zeros(1), size: 1, names: ["ab"], localName: "a" }], /two names/],
    ["no name in front", [{ data: zeros(1), size: 1, names: ["a"], localName: "" }], /two names/],
    ["an encrypted entry", [{ data: zeros(1), size: 1, names: ["a"], flags: 1 }], /encrypted/],
  ])("refuses %s", async (_name, files, reason) => {
    await expect(openZip(rawZip(files), { ...small, ratio: Infinity })).rejects.toMatchObject(
      refused(reason),
    );
  });

  it("refuses what unpacks to far more than its size", async () => {
    const zip = rawZip([{ data: zeros(100_000), size: 100_000, names: ["a"] }]);
    const limits = { ...small, entryBytes: 1e6, totalBytes: 1e6 };
    await expect(openZip(zip, limits)).rejects.toMatchObject(refused(/more than 50 times its size/));
    await expect(openZip(zip, { ...limits, ratioFrom: 100_000 })).resolves.toHaveLength(1);
  });

  it("stops to inflate an entry that is longer than its directory promised", async () => {
    const zip = rawZip([{ data: zeros(5_000_000), size: 10, names: ["build/1_a.txt"] }]);
    const [entry] = await openArchive(zip);
    await expect(entry?.read()).rejects.toMatchObject({ code: "HEAL_ARCHIVE_INVALID" });
  });

  it.each([
    ["deflated", { data: deflateRawSync(Buffer.from("words")) }],
    ["stored", { data: Buffer.from("words"), stored: true }],
  ])("refuses bytes with another checksum, %s", async (_name, of) => {
    const [entry] = await openZip(rawZip([{ ...of, size: 5, names: ["a"], crc: 1 }]), small);
    await expect(entry?.read()).rejects.toMatchObject(refused(/another checksum/));
  });

  it.each([0o100644, 0o100755, 0o000644, 0])("takes a file of mode %i", async (mode) => {
    const [entry] = await openZip(rawZip([{ data: zeros(5), size: 5, names: ["a"], mode }]), small);
    await expect(entry?.read()).resolves.toHaveLength(5);
  });

  it("opens an ordinary one", async () => {
    const zip = rawZip([
      { data: zeros(20), size: 20, names: ["a"] },
      { data: deflateRawSync(Buffer.from("words")), size: 5, names: ["b"] },
      { data: Buffer.alloc(0), size: 0, stored: true, names: ["folder/"] },
    ]);
    const entries = await openZip(zip, small);
    expect(entries.map(({ path, bytes }) => [path, bytes])).toEqual([
      ["a", 20],
      ["b", 5],
    ]);
    expect((await entries[1]!.read()).toString()).toBe("words");
  });
});
