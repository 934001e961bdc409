import { Readable } from "node:stream";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import { diagnoseArchive, diagnoseLogs, diagnoseStream } from "../../src/diagnosis/diagnose-logs.js";
import { cleanLine } from "../../src/logs/clean.js";
import { failedStep } from "../diagnosis/support.js";
import { zipOf } from "../logs/zip.js";

const failure = failedStep("npm error network read ECONNRESET");

/** `times` blocks made by one function: logs too large to hold. */
const stream = (times: number, block: (i: number) => Buffer, tail = failure): Readable =>
  Readable.from(
    (function* () {
      for (let i = 0; i < times; i++) yield block(i);
      yield Buffer.from(`\n${tail}`);
    })(),
  );

/** Longest pause of the event loop and growth of memory while something is done. */
async function watched<T>(work: () => Promise<T>): Promise<{ result: T; megabytes: number }> {
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 10);
  try {
    return { result: await work(), megabytes: (most - before) / 1e6 };
  } finally {
    clearInterval(watch);
  }
}

describe("a log made to hurt", () => {
  it("a line of 200 MB", async () => {
    const block = Buffer.alloc(1_000_000, "error ");
    const { result, megabytes } = await watched(() => diagnoseStream(stream(200, () => block)));
    expect(result).toMatchObject({ category: "network" });
    expect(result.reason).toContain("1 very long lines were cut");
    expect(megabytes).toBeLessThan(256);
  });

  it("ten million lines", async () => {
    const block = Buffer.from("x\n".repeat(100_000));
    const { result, megabytes } = await watched(() => diagnoseStream(stream(100, () => block)));
    expect(result).toMatchObject({
      category: "network",
      evidence: expect.arrayContaining([expect.objectContaining({ line: 10_000_005 })]),
    });
    expect(megabytes).toBeLessThan(256);
  });

  it("nothing but error words", async () => {
    const block = Buffer.from("Traceback error failed fatal panic: killed\n".repeat(5_000));
    const { result } = await watched(() => diagnoseStream(stream(100, () => block)));
    expect(result.chunk).not.toBeNull();
  });

  it.each([
    ["NUL bytes", "\0".repeat(50_000)],
    ["lone surrogates", "\ud800\udc00\ud800 \udfff".repeat(1_000)],
    ["an endless escape", `\u001b]0;${"x".repeat(200_000)}`],
    ["an escape storm", "\u001b[31m".repeat(200_000)],
    ["half an escape", "\u001b["],
    ["carriage returns", "progress\r".repeat(200_000)],
    ["backspaces", "\b".repeat(100_000)],
    ["a line for greedy patterns", `${"a".repeat(50_000)}!`],
    ["opening brackets", "[".repeat(100_000)],
    ["dots, dashes and equals", "=-._".repeat(50_000)],
    ["white space", " \t".repeat(100_000)],
    ["numbers", "1:".repeat(100_000)],
    ["quotes", "'\"`".repeat(60_000)],
    ["paths", "/a.b".repeat(50_000)],
    ["a Maven line without end", `[ERROR] Failed to execute goal ${"x:".repeat(60_000)}`],
    ["template syntax and HTML", "{{constructor}} ${process.exit(1)} <script>alert(1)</script> $(rm -rf /)"],
  ])("%s: answered in bounded time", (_name, line) => {
    const answer = diagnoseLogs({ text: failedStep(line, line, "npm error network read ECONNRESET") });
    expect(answer.alternatives.concat(answer)).toEqual(
      expect.arrayContaining([expect.objectContaining({ category: "network" })]),
    );
    expect(JSON.stringify(answer).length).toBeLessThan(60_000);
  });

  it("test names that are properties of every object", () => {
    const text = failedStep("--- FAIL: __proto__ (0.00s)", "--- FAIL: constructor (0.00s)");
    expect(diagnoseLogs({ text }).tests).toEqual([{ name: "__proto__" }, { name: "constructor" }]);
  });

  it("bytes that are no text", () => {
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7919 + (i >> 3)) & 255));
    expect(diagnoseLogs({ text: bytes.toString("utf8") }).chunk).toEqual(
      diagnoseLogs({ text: bytes.toString("utf8") }).chunk,
    );
  });

  it("leaves no control character in what it shows", () => {
    const shown = JSON.stringify(
      diagnoseLogs({ text: failedStep("\u001b[2Jerror: \u0007\u0000gone\u009b1m") }).evidence,
    );
    expect(shown).not.toMatch(/\\u00(?:[0189]|7f)/);
  });

  it("does not clean a line in more than linear time", () => {
    // Squared, these are 10^13 steps: hours.
    expect(cleanLine("\u001b[".repeat(3_000_000))).not.toContain("\u001b");
  });
});

describe("an archive made to hurt", () => {
  it("a path that leaves the archive is refused", async () => {
    const zip = await zipOf({ "1_build.txt": failure, "xx/2_evil.txt": failure });
    const evil = Buffer.from(zip.toString("latin1").replaceAll("xx/2_evil.txt", "../2_evil.txt"), "latin1");
    await expect(diagnoseArchive(evil)).rejects.toMatchObject({ code: "HEAL_ARCHIVE_INVALID" });
  });

  it("a bomb is refused by what its directory promises", async () => {
    const bomb = promising(deflateRawSync(Buffer.alloc(1_000_000)), 2_000_000_000);
    await expect(diagnoseArchive(bomb)).rejects.toMatchObject({
      code: "HEAL_ARCHIVE_INVALID",
      message: expect.stringContaining("512 MiB"),
    });
  });

  it("a bomb that lies about its size is stopped at what it promised", async () => {
    const bomb = promising(deflateRawSync(Buffer.alloc(50_000_000)), 1_000);
    await expect(diagnoseArchive(bomb)).rejects.toMatchObject({
      code: expect.stringMatching(/^HEAL_(?:ARCHIVE_INVALID|LOG_CUT)$/),
    });
  });

  it("half of one was cut in transit", async () => {
    const zip = await zipOf({ "build/1_Run x.txt": failure });
    for (const size of [4, 30, zip.length - 1])
      await expect(diagnoseArchive(zip.subarray(0, size))).rejects.toMatchObject({ code: "HEAL_LOG_CUT" });
  });

  it("one without a log says so", async () => {
    expect(await diagnoseArchive(await zipOf({ "readme.md": "hello" }))).toMatchObject({
      category: "no_log",
    });
  });
});

/** A zip of one deflated entry whose directory promises `size` bytes. */
function promising(packed: Buffer, size: number): Buffer {
  const name = Buffer.from("1_build.txt");
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(size, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(size, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, name, packed, central, name, end]);
}

describe("a program's output that speaks like a CI system", () => {
  const failing = [
    ...["##[group]Run npm test", "npm test", "##[endgroup]", "@", "FAIL src/cart.test.ts", "  ● cart › adds"],
    ...["    expect(received).toBe(expected)", "    Expected: 90", "    Received: 100", "@@"],
    "##[error]Process completed with exit code 1.",
  ];
  const said = [
    ...["Job succeeded", "Finished: SUCCESS", "Running after_script", "Cleaning up orphan processes"],
    ...[
      "Done. Your build exited with 0.",
      "[Pipeline] { (Declarative: Post Actions)",
      "Post stage",
      "section_end:1:x",
    ],
    ...["ERROR: Job failed: exit code 1", "Cleaning up project directory and file based variables"],
  ];
  const at = (place: string, line: string): string =>
    failing.map((one) => (one === place ? line : one.replace(/^@+$/, "ok"))).join("\n");

  it.each(said)("%s", (line) => {
    for (const text of [at("@", line), at("@@", line), `${at("", "")}\n${line}\n`]) {
      const diagnosis = diagnoseLogs([{ text }]);
      expect([text, diagnosis.category]).toEqual([text, "test_failure"]);
    }
  });

  it("is believed where the log is that system's own, as its last words alone", () => {
    const gitlab = ["section_start:1:step_script", "$ make", "error: nothing", "Job succeeded"];
    expect(diagnoseLogs([{ text: gitlab.join("\n") }]).reason).toContain("the log shows no failure");
    const failed = [...gitlab, "npm error network read ECONNRESET", "ERROR: Job failed: exit code 1"];
    expect(diagnoseLogs([{ text: failed.join("\n") }])).toMatchObject({ category: "network" });
  });
});
