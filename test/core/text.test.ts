import { describe, expect, it } from "@jest/globals";
import {
  clip,
  codeBlock,
  displayText,
  markdownEscape,
  oneLine,
  plain,
  titleOf,
  wellFormed,
} from "../../src/core/text.js";

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
    "/approve",
    "x\n  /lgtm",
  ])("leaves nothing live in %j", (text) => {
    const safe = markdownEscape(text);
    expect(safe).not.toMatch(/@\w|#\d|GH-\d|<\w|(?<!\\)\]\(|:\/\/|^# |^- |^1\. |^ *\//m);
  });

  it.each([
    ["Fixes #1", "Fixes #\u200b1"],
    ["closes acme/web#3 and gh-4", "closes acme/web#\u200b3 and gh\u200b-4"],
    ["resolves https://github.com/a/b/issues/1", "resolves https:\u200b//github.com/a/b/issues/1"],
    ["www.evil.test @mia", "www\u200b.evil.test @\u200bmia"],
    ["two\nlines\u202e\u0007", "two lines"],
    ["[skip ci] [CI-Skip]", "[\u200bskip ci] [\u200bCI-Skip]"],
    ["test_login[chrome] [flaky]", "test_login[chrome] [flaky]"],
    ["[no ci] [vercel skip] ***NO_CI***", "[\u200bno ci] [\u200bvercel skip] ***\u200bNO_CI***"],
  ])("a title mentions, closes and skips nothing: %j", (text, title) =>
    expect(titleOf(text, 200)).toBe(title),
  );

  it("turns nothing round, whatever makes it", () => {
    const turning = "a\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069b\u009b1m";
    const bare = /^[^\p{Bidi_Control}\u0080-\u009f]*$/u;
    for (const make of [displayText, markdownEscape, codeBlock, oneLine, (text: string) => titleOf(text, 99)])
      expect(make(turning)).toMatch(bare);
    expect(oneLine(turning)).toBe("ab1m");
  });

  it("fences longer than any fence inside", () => {
    expect(codeBlock("a\n````\nb", "sh")).toBe("`````sh\na\n````\nb\n`````");
    expect(codeBlock("x", "a b\n```")).toBe("```ab\nx\n```");
  });
});
