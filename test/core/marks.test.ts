import { describe, expect, it } from "@jest/globals";
import { createMarks, orFormer, type MarkTarget } from "../../src/core/marks.js";

const marks = createMarks(Buffer.alloc(32, 1));
const of: MarkTarget = { kind: "create-issue", repository: { id: 7, fullName: "acme/web" }, key: "issue:2" };

describe("a mark", () => {
  it("is the last line of a text, however its lines end", () => {
    for (const end of ["", "\n", "\r\n\r\n", "  \n\t"])
      expect(marks.ends(`text\n\n${marks.line(of)}${end}`, of)).toBe(true);
  });

  it.each([
    ["nothing", ""],
    ["a key alone", "<!-- heal:issue:2 -->"],
    ["a guessed mac", `<!-- heal:issue:2:${"0".repeat(32)} -->`],
    ["more behind it", `${marks.line(of)}\nmore`],
    ["more before it in the line", `> ${marks.line(of)}`],
    ["a part of it", marks.line(of).slice(0, -5)],
    ["another heal's", createMarks(Buffer.alloc(32, 2)).line(of)],
    ["another kind's", marks.line({ ...of, kind: "comment" })],
    ["a longer key's", marks.line({ ...of, key: "issue:21" })],
    ["another repository's", marks.line({ ...of, repository: { id: 8, fullName: "acme/web" } })],
    [
      "a repository of that name without its id",
      marks.line({ ...of, repository: { id: null, fullName: "acme/web" } }),
    ],
  ])("is not %s", (_name, text) => {
    expect(marks.ends(`text\n${text}`, of)).toBe(false);
  });

  it("outlives the repository's name", () => {
    expect(marks.ends(marks.line(of), { ...of, repository: { id: 7, fullName: "other/name" } })).toBe(true);
  });

  it("has no parts that could be shifted from one field to the next", () => {
    const word = (kind: string, key: string) =>
      marks
        .word({ ...of, kind, key })
        .split(":")
        .at(-1);
    expect(word("a", "b:c")).not.toBe(word("a:b", "c"));
  });
});

describe("a mark of version 0.1.0", () => {
  const former = orFormer(marks, "issue:2");

  it("counts for the effect that it was written for, beside the present one", () => {
    expect(former.ends("text\n\n<!-- heal:issue:2 -->\n", of)).toBe(true);
    expect(former.ends(`text\n\n${marks.line(of)}`, of)).toBe(true);
  });

  it.each([
    [
      "in the text, before this version's mark",
      `<!-- heal:issue:2 -->\n\n${marks.line({ ...of, key: "issue:3" })}`,
    ],
    ["before more of the text", "<!-- heal:issue:2 -->\nmore"],
    ["of another key", "<!-- heal:issue:21 -->"],
    ["in a quotation", "> <!-- heal:issue:2 -->"],
  ])("does not count %s", (_name, text) => {
    expect(former.ends(`text\n${text}`, of)).toBe(false);
  });

  it("is no word that others copy", () => {
    expect(former.isWord("issue:2", of)).toBe(false);
  });
});
