import { describe, expect, it } from "@jest/globals";
import { headTexts, versions } from "../../../src/fix/checks/versions.js";
import { parsePatch } from "../../../src/fix/patch.js";
import { gitDiff } from "../support.js";

const text = Array.from({ length: 30 }, (_, i) => `line ${i}\n`).join("");
const changed = text.replace("line 15\n", "LINE\n");
const file = (path: string, before: string, after: string) => {
  const [only] = parsePatch(gitDiff(path, before, after)).files;
  if (!only) throw new Error("no file");
  return only;
};

describe("versions", () => {
  it("leads from the base to the head, and from the head to the base", () => {
    const patch = file("a.txt", text, changed);
    const whole = { before: text, after: changed, complete: true };
    expect(versions(patch, { baseFiles: () => text })).toEqual(whole);
    expect(versions(patch, { headFiles: () => changed })).toEqual(whole);
    expect(versions(patch, {}).complete).toBe(false);
  });

  it.each([
    ["the last lines are in sight", "a.txt", "a\nb\nc\n", "a\nB\nc\n", true],
    ["more may follow", "a.txt", "a\nb\nc\nd\ne\n", "A\nb\nc\nd\ne\n", false],
    ["something stands before", "a.txt", "a\nb\nc\nd\ne\nf\n", "a\nb\nc\nd\ne\nF\n", false],
    [
      "a JSON value has ended",
      "a.json",
      '{\n"a": 1,\n"b": 2,\n"c": 3\n}\n',
      '{\n"a": 2,\n"b": 2,\n"c": 3\n}\n',
      true,
    ],
    [
      "a JSON value goes on",
      "a.json",
      '{\n"a": 1,\n"b": 2,\n"c": 3,\n"d": 4\n}\n',
      '{\n"a": 2,\n"b": 2,\n"c": 3,\n"d": 4\n}\n',
      false,
    ],
  ])("hunks alone: %s", (_name, path, before, after, complete) => {
    expect(versions(file(path, before, after), {}).complete).toBe(complete);
  });
});

describe("headTexts", () => {
  it("reads what a patch changes and leaves, and nothing of a patch that is too large", async () => {
    const asked: string[] = [];
    const read = async (path: string) => {
      asked.push(path);
      return changed;
    };
    const patch = parsePatch(
      gitDiff("a.txt", text, changed) +
        gitDiff("new.txt", null, "x\n") +
        gitDiff("old.txt", "x\n", null) +
        gitDiff("to.txt", "x\n", "x\n", "from.txt"),
    );
    expect([...(await headTexts(patch, read))]).toEqual([["a.txt", changed]]);
    expect(asked).toEqual(["a.txt"]);
    const many = Array.from({ length: 21 }, (_, i) => gitDiff(`${i}.txt`, "a\n", "b\n")).join("");
    expect((await headTexts(parsePatch(many), read)).size).toBe(0);
  });
});
