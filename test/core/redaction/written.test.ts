import { describe, expect, it } from "@jest/globals";
import { redact, redactBytes } from "../../../src/core/redact.js";
import { eighth } from "./written-announcements.js";
import { ninth } from "./written-arguments.js";
import { eleventh } from "./written-databases.js";
import { tenth } from "./written-shell-lines.js";
import { twelfth } from "./written-traces.js";
import { fourteenth } from "./written-administration.js";
import { thirteenth } from "./written-settings.js";
import { kept } from "./kept.js";
import { sixth } from "./written-languages.js";
import { fifth } from "./written-logs.js";
import { first } from "./written-people-and-files.js";
import { seventh } from "./written-sessions.js";
import { third } from "./written-shells-and-pages.js";
import { fourth } from "./written-tokens.js";
import { second } from "./written-tools.js";

const texts = [
  ...first,
  ...second,
  ...third,
  ...fourth,
  ...fifth,
  ...sixth,
  ...seventh,
  ...eighth,
  ...ninth,
  ...tenth,
  ...eleventh,
  ...twelfth,
  ...thirteenth,
  ...fourteenth,
];
const plain = (text: string): string => text.replace(/[«»]/g, "");
const secrets = (text: string): string[] =>
  [...text.matchAll(/«([^«»]*)»/g)].map((found) => found[1] as string);
const unmarked = (shown: string): string => shown.replace(/\[redacted:[\w-]+\]/g, "«»");

describe("what tools, files and people write", () => {
  it.each(texts)("%s: the secrets and nothing else", (_, text) => {
    const shown = redact(plain(text));
    expect(unmarked(shown)).toBe(text.replace(/«[^«»]*»/g, "«»"));
    expect(redact(shown)).toBe(shown);
    expect(Buffer.from(redactBytes(Buffer.from(plain(text)))).toString()).toBe(shown);
  });
  it.each(kept)("%j stays", (text) => expect(redact(text)).toBe(text));
});

const lines =
  (mark: string) =>
  (text: string): string =>
    text.replace(/^/gm, mark);

/** What runners, loggers and shells make of a text before it comes here. */
const wraps: Readonly<Record<string, (text: string) => string>> = {
  "a runner's time": lines("2026-05-20T08:00:00.0000000Z "),
  "a logger's level": lines("2026-05-20 08:00:00,123 INFO  [main] c.e.App - "),
  "a service's name": lines("web-1  | "),
  "job and step": lines("build\tRun tests\t2026-05-20T08:00:00.0000000Z "),
  "a step of BuildKit": lines("#12 3.456 "),
  "a place of grep": lines("conf/app.txt:12:"),
  "a diff": lines("+"),
  "the shell's trace": lines("+ "),
  indentation: lines("        "),
  colour: (text) => text.replace(/^.*$/gm, (line) => `\u001b[36;1m${line}\u001b[0m`),
  "lines of Windows": (text) => text.replaceAll("\n", "\r\n"),
  "a string of JSON": (text) => JSON.stringify({ level: "info", msg: text, n: 1 }),
  "JSON in a string of JSON": (text) => JSON.stringify({ a: JSON.stringify({ msg: text }) }),
};

/** Where a column's place, a tab's own form or an object's lines are lost. */
const beyond: Readonly<Record<string, readonly string[]>> = {
  "a step of BuildKit": ["chap secrets"],
  "lines of Windows": ["chap secrets"],
  "a diff": ["imap auth plain cont"],
  "a string of JSON": ["cookie jar", "az storage key"],
  "JSON in a string of JSON": ["cookie jar", "az storage key"],
};

/** Behind a runner's prefix as they are: none stands behind another's. */
const prefixed: readonly string[] = ["teamcity plan"];

describe.each(Object.keys(wraps))("behind or within %s", (name) => {
  it.each(texts.filter(([id]) => !beyond[name]?.includes(id) && !prefixed.includes(id)))("%s", (_, text) => {
    const shown = redact((wraps[name] as (text: string) => string)(plain(text)));
    expect(secrets(text).filter((secret) => shown.includes(secret))).toEqual([]);
  });
});
