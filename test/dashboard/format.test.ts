import { describe, expect, it } from "@jest/globals";
import { countText, moment, percent, webUrl } from "../../src/dashboard/format.js";
import { NOW, before } from "./seed.js";

describe("moment", () => {
  it.each([
    [0, "just now"],
    [0.98, "just now"],
    [1, "1 min ago"],
    [59.9, "59 min ago"],
    [60, "1 h ago"],
    [60 * 23.9, "23 h ago"],
    [60 * 24, "1 d ago"],
    [60 * 24 * 29.9, "29 d ago"],
    [60 * 24 * 30, "2026-02-12"],
    [-0.5, "just now"],
    [-5, "in 5 min"],
    [-60 * 24 * 3, "2026-03-17"],
  ])("%p minutes before now is %p", (minutes, words) => {
    expect(moment(before(minutes), NOW).words).toBe(words);
  });

  it("is whole for programs and on hover", () => {
    expect(moment(NOW, NOW)).toEqual({
      iso: "2026-03-14T12:00:00.000Z",
      words: "just now",
      full: "2026-03-14 12:00:00 UTC",
    });
  });
});

describe("webUrl", () => {
  it.each([
    ["https://github.com/o/r?a=1#L3", "https://github.com/o/r?a=1#L3"],
    ["HTTP://ghe.local/x", "http://ghe.local/x"],
    ["javascript:alert(1)", null],
    ["\u0001javascript:alert(1)", null],
    ["java\nscript:alert(1)", null],
    ["data:text/html,x", null],
    ["//evil.example", null],
    ["/incidents/1", null],
    ["mailto:a@b.c", null],
    ["", null],
    [null, null],
    [undefined, null],
  ])("%p -> %p", (text, url) => {
    expect(webUrl(text)).toBe(url);
  });

  it("leaves no quote in the address", () => {
    expect(webUrl('https://x.example/"onmouseover="a')).toBe("https://x.example/%22onmouseover=%22a");
  });
});

it("numbers in words", () => {
  expect([
    percent(0.946),
    percent(0),
    countText(1, "check"),
    countText(2, "check"),
    countText(2, "repository", "repositories"),
  ]).toEqual(["95 %", "0 %", "1 check", "2 checks", "2 repositories"]);
});
