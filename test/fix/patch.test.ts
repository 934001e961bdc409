import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  applyTo,
  addedLines,
  fromPullFiles,
  parsePatch,
  removedLines,
  revertFrom,
} from "../../src/fix/patch.js";
import { gitDiff } from "./support.js";

const one = (text: string) => {
  const [file, more] = parsePatch(text).files;
  if (!file || more) throw new Error("expected one file");
  return file;
};

describe("parsePatch", () => {
  it.each([
    [
      "a change",
      gitDiff("src/a.ts", "a\nb\n", "a\nc\n"),
      { path: "src/a.ts", status: "modified", additions: 1, deletions: 1, mode: "100644" },
    ],
    [
      "a new file",
      gitDiff("src/a.ts", null, "a\n"),
      { path: "src/a.ts", status: "added", additions: 1, deletions: 0 },
    ],
    [
      "a deleted file",
      gitDiff("src/a.ts", "a\n", null),
      { path: "src/a.ts", status: "removed", additions: 0, deletions: 1 },
    ],
    [
      "a rename with changes",
      gitDiff("b.ts", "a\nb\n", "a\nc\n", "a.ts"),
      { path: "b.ts", oldPath: "a.ts", status: "renamed", additions: 1 },
    ],
    [
      "a rename alone",
      gitDiff("b.ts", "a\n", "a\n", "a.ts"),
      { path: "b.ts", oldPath: "a.ts", status: "renamed", diff: "" },
    ],
    [
      "a mode change",
      "diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n",
      { path: "run.sh", status: "modified", mode: "100755", diff: "" },
    ],
    [
      "a quoted path",
      'diff --git "a/caf\\303\\251 \\"x\\".md" "b/caf\\303\\251 \\"x\\".md"\nindex 1111111..2222222 100644\n--- "a/caf\\303\\251 \\"x\\".md"\n+++ "b/caf\\303\\251 \\"x\\".md"\n@@ -1 +1 @@\n-a\n+b\n',
      { path: 'café "x".md', status: "modified" },
    ],
    ["a path with spaces", gitDiff("my docs/b and a.md", "a\n", "b\n"), { path: "my docs/b and a.md" }],
    [
      "binary, as git names it",
      "diff --git a/x.png b/x.png\nindex 1111111..2222222 100644\nBinary files a/x.png and b/x.png differ\n",
      { path: "x.png", diff: null },
    ],
    [
      "binary, as a patch",
      "diff --git a/x.png b/x.png\nindex 1111111..2222222 100644\nGIT binary patch\nliteral 4\nLc${NkU;_XF00IC2\n\nliteral 0\nHcmV?d00001\n\n",
      { path: "x.png", diff: null },
    ],
    [
      "an empty new file",
      "diff --git a/pkg/__init__.py b/pkg/__init__.py\nnew file mode 100644\nindex 0000000..e69de29\n",
      { path: "pkg/__init__.py", status: "added", diff: "" },
    ],
  ])("%s", (_name, text, wanted) => {
    expect(one(text)).toMatchObject(wanted);
  });

  it("reads several files, and nothing from nothing", () => {
    const both = gitDiff("a.ts", "a\n", "b\n") + gitDiff("b.ts", null, "x\n");
    expect(parsePatch(both).files.map((f) => f.path)).toEqual(["a.ts", "b.ts"]);
    expect(parsePatch("")).toEqual({ files: [] });
  });

  it("takes a removed line that looks like a header for what it is", () => {
    const file = one(gitDiff("q.sql", "-- a/x\nselect 1;\n", "++ b/y\nselect 1;\n"));
    expect(removedLines(file)).toEqual([{ line: 1, text: "-- a/x" }]);
    expect(addedLines(file)).toEqual([{ line: 1, text: "++ b/y" }]);
  });

  it.each([
    ["an absolute path", gitDiff("/etc/passwd", "a\n", "b\n"), /absolute|folder/],
    ["a path upwards", gitDiff("src/../../x", "a\n", "b\n"), /leaves its folder/],
    ["a path upwards as rename source", gitDiff("x", "a\n", "b\n", "../x"), /leaves its folder/],
    ["a drive", gitDiff("C:/x", "a\n", "b\n"), /absolute/],
    ["backslashes", gitDiff("..\\x", "a\n", "b\n"), /absolute|foreign/],
    [
      "NUL in a quoted path",
      'diff --git "a/x\\000y" "b/x\\000y"\nnew file mode 100644\nindex 0000000..e69de29\n',
      /NUL/,
    ],
    ["git's own folder", gitDiff(".git/hooks/pre-commit", null, "x\n"), /git's own/],
    ["git's own folder in other letters", gitDiff("a/.GIT./config", null, "x\n"), /git's own/],
    [
      "a symbolic link",
      "diff --git a/l b/l\nnew file mode 120000\nindex 0000000..1111111\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+/etc/passwd\n\\ No newline at end of file\n",
      /symbolic link/,
    ],
    [
      "a changed link",
      "diff --git a/l b/l\nindex 1111111..2222222 120000\n--- a/l\n+++ b/l\n@@ -1 +1 @@\n-a\n+b\n",
      /symbolic link/,
    ],
    [
      "a submodule",
      "diff --git a/s b/s\nnew file mode 160000\nindex 0000000..1111111\n--- /dev/null\n+++ b/s\n@@ -0,0 +1 @@\n+Subproject commit 1111111111111111111111111111111111111111\n",
      /submodule/,
    ],
    [
      "two files under one header",
      `${gitDiff("a.ts", "a\n", "b\n")}--- a/.github/x.yml\n+++ b/.github/x.yml\n@@ -1 +1 @@\n-a\n+b\n`,
      /without its/,
    ],
    [
      "another path below the header",
      "diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/other.ts\n@@ -1 +1 @@\n-a\n+b\n",
      /two paths/,
    ],
    ["a path twice", gitDiff("a.ts", "a\n", "b\n") + gitDiff("a.ts", "b\n", "c\n"), /twice/],
    ["no git diff", "--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-a\n+b\n", /diff --git/],
    [
      "wrong counts",
      "diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -1,5 +1 @@\n-a\n+b\n",
      /malformed/,
    ],
    ["prose", "I could not fix it, sorry.", /diff --git/],
  ])("refuses %s", (_name, text, reason) => {
    expect(() => parsePatch(text)).toThrow(
      expect.objectContaining({ code: "HEAL_INPUT_INVALID", message: expect.stringMatching(reason) }),
    );
  });
});

describe("applyTo", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "", "--", "+x", "\\ n", "@@ -1 +1 @@"), { maxLength: 30 });
  it("gives back what was compared, whatever the lines and final newlines", () => {
    fc.assert(
      fc.property(lines, lines, fc.boolean(), fc.boolean(), (old, now, a, b) => {
        const before = old.join("\n") + (a ? "\n" : "");
        const after = now.join("\n") + (b ? "\n" : "");
        fc.pre(before !== after && before !== "" && after !== "");
        const file = one(gitDiff("a.txt", before, after));
        expect(applyTo(file, before)).toBe(after);
        expect(revertFrom(file, after)).toBe(before);
      }),
    );
  });

  const before = Array.from({ length: 30 }, (_, i) => `line ${i}\n`).join("");
  const change = one(gitDiff("a.txt", before, before.replace("line 20\n", "LINE\n")));
  it.each([
    ["moved by a line", `new\n${before}`],
    ["with another context", before.replace("line 18", "LINE 18")],
    ["cut", before.slice(0, 60)],
    ["empty", ""],
    ["with other line ends", before.replaceAll("\n", "\r\n")],
    ["without the newline of the last line in sight", before.slice(0, before.indexOf("line 24") - 1)],
  ])("refuses a file %s", (_name, other) => {
    expect(() => applyTo(change, other)).toThrow(/does not apply/);
  });

  it("creates, empties, and refuses to create over a file or to read a binary", () => {
    const created = one(gitDiff("a.txt", null, "x\ny"));
    expect(applyTo(created, "")).toBe("x\ny");
    expect(() => applyTo(created, "here")).toThrow(/exists already/);
    expect(applyTo(one(gitDiff("a.txt", "x\n", null)), "x\n")).toBe("");
    expect(() => applyTo(one(gitDiff("a.txt", "x\n", null)), "x\ny\n")).toThrow(/remain/);
    expect(() => applyTo({ ...created, diff: null }, "")).toThrow(/no text/);
  });
});

describe("fromPullFiles", () => {
  const file = {
    filename: "a.ts",
    status: "modified",
    additions: 1,
    deletions: 1,
    patch: "@@ -1 +1 @@\n-a\n+b",
  };
  it("reads GitHub's list", () => {
    const { files } = fromPullFiles([
      file,
      { filename: "b.ts", previous_filename: "c.ts", status: "renamed", additions: 0, deletions: 0 },
      { filename: "x.png", status: "added", additions: 0, deletions: 0, sha: "1".repeat(40) },
      {
        filename: "e.py",
        status: "added",
        additions: 0,
        deletions: 0,
        sha: "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
      },
      { filename: "same.ts", status: "unchanged", additions: 0, deletions: 0 },
    ]);
    expect(files.map((f) => [f.path, f.oldPath, f.status, f.diff])).toEqual([
      ["a.ts", undefined, "modified", file.patch],
      ["b.ts", "c.ts", "renamed", ""],
      ["x.png", undefined, "added", null],
      ["e.py", undefined, "added", ""],
    ]);
    expect(applyTo(files[0] ?? one(""), "a\n")).toBe("b\n");
  });

  it("does not judge a change by a part of its diff", () => {
    expect(fromPullFiles([{ ...file, additions: 500 }]).files[0]?.diff).toBeNull();
  });

  it("sees links by the modes of the tree", () => {
    expect(() => fromPullFiles([file], new Map([["a.ts", "120000"]]))).toThrow(/symbolic link/);
    expect(fromPullFiles([file], new Map([["a.ts", "100755"]])).files[0]?.mode).toBe("100755");
  });
});
