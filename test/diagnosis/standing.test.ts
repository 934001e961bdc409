import { describe, expect, it } from "@jest/globals";
import { diagnoseLogs } from "../../src/diagnosis/diagnose-logs.js";

const failing = (...lines: string[]) =>
  diagnoseLogs({
    text: [
      "##[group]Run ./ci.sh",
      "./ci.sh",
      "##[endgroup]",
      ...lines,
      "##[error]Process completed with exit code 1.",
      "",
    ].join("\n"),
  });

describe("commands of one script", () => {
  const noise = [
    "+ python -m pip install wobble",
    "ERROR: pip's dependency resolver does not currently take into account all the packages that are installed.",
    "abc 0.5.7 requires xyz<4, but you have xyz 4.3.6 which is incompatible.",
  ];
  const cause =
    "npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync";

  it("what a command says that went well gives way to what the last one says", () => {
    const { category, evidence } = failing(...noise, "+ npm ci", cause);
    expect(category).toBe("lockfile_drift");
    expect(evidence[0]?.text).toBe(cause);
  });

  it("counts where the last one says nothing", () => {
    expect(failing(...noise, "+ exit 1").category).toBe("dependency_conflict");
    expect(failing(...noise, "+ npm ci", "added 3 packages").category).toBe("dependency_conflict");
  });
});

describe("what ends a step from outside", () => {
  it("outweighs what its processes say while they are ended", () => {
    const { category } = failing(
      "wobbled: *** JOB 7 ON n1 STOPPED DUE TO TIME LIMIT ***",
      "cp: cannot stat 'out.0000': No such file or directory",
    );
    expect(category).toBe("timeout");
  });

  it("only behind it", () => {
    const { category } = failing("cp: cannot stat 'out.0000': No such file or directory", "done");
    expect(category).not.toBe("timeout");
  });
});

describe("a log of no known CI system that ends well", () => {
  const count = (failed: number): string[] => [
    "Ok:  20",
    "Expected Fail:  2",
    `Fail:  ${failed}`,
    "Timeout:  0",
  ];
  const noise = [
    "23/24 unit / panic EXPECTEDFAIL 0.12s killed by signal 6 SIGABRT",
    "fatal: assertion failed: refs > 0",
  ];

  it("did not fail where its runner counts none that failed", () => {
    const { category, chunk } = diagnoseLogs({
      text: [...noise, ...count(0), "smoke: all 6 checks passed", ""].join("\n"),
    });
    expect([category, chunk]).toEqual(["unknown", null]);
  });

  it("failed where it counts one", () => {
    const { chunk } = diagnoseLogs({
      text: [...noise, ...count(1), "smoke: all 6 checks passed", ""].join("\n"),
    });
    expect(chunk).not.toBeNull();
  });
});

it("a finding at its place is shown where only a count says error", () => {
  const { evidence } = failing(
    "%Warning-ODD: rtl/a.sv:7:3: Signal is odd: 'x'",
    "%Error: Exiting due to 1 warning(s)",
  );
  expect(evidence.slice(0, 3).map(({ text }) => text)).toContain(
    "%Warning-ODD: rtl/a.sv:7:3: Signal is odd: 'x'",
  );
});

it.each([
  ["qux gave up: the stored lock is out of date with the manifest", "lockfile_drift"],
  ["wobblectl: rejected, too many requests, slow down", "rate_limited"],
])("words of many tools are heard where no rule knows one, never surely: %s", (line, category) => {
  const { category: said, confidence } = failing("starting", line, "bye");
  expect(said).toBe(category);
  expect(confidence).toBeLessThanOrEqual(0.5);
});

it("a strong rule is not talked down by words", () => {
  const { category } = failing(
    "--- FAIL: TestTotal (0.00s)",
    "wobblectl: rejected, too many requests, slow down",
  );
  expect(category).toBe("test_failure");
});

it("a chain of errors names its reason last, which explains a failed deployment", () => {
  const line = "Error: failed to publish images: POST /v2/blobs: UNAUTHORIZED: the access token has expired";
  expect(failing("Building", line).category).toBe("auth_or_secret");
});

it("what an address spells is no word", () => {
  const line = "  => download https://example.example.org/specs/frob.tar.gz .. failed";
  expect(failing("looking", line).category).not.toBe("test_failure");
});

it("a refused identity of trusted publishing is a credential's fault", () => {
  const { category } = failing(
    "Trusted publishing exchange failure:",
    "* `invalid-publisher`: valid token, but no corresponding publisher",
    "This generally indicates a trusted publisher configuration error",
  );
  expect(category).toBe("auth_or_secret");
});
