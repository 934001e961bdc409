import { describe, expect, it } from "@jest/globals";
import { clip, codeBlock, markdownEscape, plain, wellFormed } from "../../src/core/text.js";

describe("text of strangers", () => {
  it.each([
    ["\u001b[31;1mred\u001b[0m", "red"],
    ["\u001b]8;;https://x.test\u0007link\u001b]8;;\u0007", "link"],
    ["a\0b\u0008c\r\nd\te", "abc\nd\te"],
    ["end\u001b", "end"],
    ["\u001b]0;title without an end\nnext", "\nnext"],
  ])("plain(%j)", (text, bare) => expect(plain(text)).toBe(bare));

  it("clips without cutting a pair in two", () => {
    expect(clip("abcdef", 4)).toBe("abc…");
    expect(clip("ab😀cd", 4)).toBe("ab…");
    expect(clip("abc", 3)).toBe("abc");
  });

  it("makes text PostgreSQL takes", () => {
    expect(wellFormed("a\0b\ud800c😀")).toBe("a\ufffdb\ufffdc😀");
    expect(wellFormed("fine")).toBe("fine");
  });

  it.each([
    "@octocat",
    "fixes #12",
    "acme/web#3",
    "GH-7",
    "<img src=x>",
    "![a](http://b)",
    "https://evil.test",
    "# title",
    "- item",
    "1. item",
  ])("leaves nothing live in %s", (text) => {
    const safe = markdownEscape(text);
    expect(safe).not.toMatch(/@\w|#\d|GH-\d|<\w|(?<!\\)\]\(|:\/\/|^# |^- |^1\. /);
  });

  it("fences longer than any fence inside", () => {
    expect(codeBlock("a\n````\nb", "sh")).toBe("`````sh\na\n````\nb\n`````");
    expect(codeBlock("x", "a b\n```")).toBe("```ab\nx\n```");
  });
});
