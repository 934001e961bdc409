import { describe, expect, it } from "@jest/globals";
import { mayRun } from "../../src/commands/command.js";
import { commands } from "../../src/commands/index.js";
import { commandLines, parseCommand } from "../../src/commands/parse.js";

it.each<[string, string, string[]]>([
  ["plain", "/heal retry", ["/heal retry"]],
  ["bare", "/heal", ["/heal help"]],
  ["blanks behind", "/heal retry  \t", ["/heal retry"]],
  ["CRLF", "thanks\r\n/heal retry\r\nbye\r\n", ["/heal retry"]],
  ["text before and after", "please\n/heal retry\nthanks", ["/heal retry"]],
  ["two", "/heal retry\n/heal status", ["/heal retry", "/heal status"]],
  ["tab", "/heal\tretry", ["/heal retry"]],
  ["quoted", "> /heal retry", []],
  ["twice quoted", ">> /heal retry\n> > /heal retry", []],
  ["in a sentence", "I tried /heal retry", []],
  ["indented as code is", "see\n    /heal retry\n\t/heal retry", []],
  ["indented, which nobody sees", " /heal retry\n   /heal fix", ["/heal retry", "/heal fix"]],
  ["list item", "- /heal retry", []],
  ["inline code", "`/heal retry`", []],
  ["code in the line", "/heal retry `x`", []],
  ["fenced", "```\n/heal retry\n```", []],
  ["fenced with a language", "```sh\n/heal retry\n```\n/heal status", ["/heal status"]],
  ["fenced with tildes", "~~~\n/heal retry\n~~~", []],
  ["an unclosed fence", "```\n/heal retry", []],
  ["a longer fence around a shorter", "````\n```\n/heal retry\n```\n````\n/heal fix", ["/heal fix"]],
  ["other marks do not close", "```\n~~~\n/heal retry\n```", []],
  ["a closing fence has nothing behind", "```\n``` x\n/heal retry\n```", []],
  ["an indented fence", "   ```\n/heal retry\n   ```\n/heal fix", ["/heal fix"]],
  ["another word", "/healthy\n/heal-retry\n/healretry", []],
  ["upper case", "/HEAL retry", []],
  ["html comment on the line", "<!-- /heal retry -->", []],
  ["long", `/heal stop ${"x".repeat(1_000)}`, [`/heal stop ${"x".repeat(489)}`]],
])("%s", (_name, body, lines) => {
  expect(commandLines(body)).toEqual(lines);
});

it.each([
  ["/heal retry", { name: "retry", dryRun: false, unknown: [], rest: "" }],
  ["/heal RETRY", { name: "retry", dryRun: false, unknown: [], rest: "" }],
  ["/heal stop  for the   release", { name: "stop", dryRun: false, unknown: [], rest: "for the release" }],
  ["/heal retry --dry-run now", { name: "retry", dryRun: true, unknown: [], rest: "now" }],
  ["/heal retry --dry_run", { name: "retry", dryRun: true, unknown: [], rest: "" }],
  ["/heal retry --force now", { name: "retry", dryRun: false, unknown: ["--force"], rest: "now" }],
])("%s", (line, expected) => {
  expect(parseCommand(line)).toEqual(expected);
});

describe("who may", () => {
  const roles = ["none", "read", "triage", "write", "maintain", "admin", "custom"];
  it.each([
    ["read", [false, true, true, true, true, true, false]],
    ["write", [false, false, false, true, true, true, false]],
    ["maintain", [false, false, false, false, true, true, false]],
  ] as const)("%s", (who, expected) => {
    expect(roles.map((role) => mayRun(role, who))).toEqual(expected);
  });

  it("what each command needs", () => {
    expect(Object.fromEntries(commands.map((one) => [one.name, one.who]))).toEqual({
      ...{
        retry: "write",
        fix: "write",
        status: "read",
        correct: "write",
        "not-mine": "write",
        approve: "write",
      },
      ...{ close: "write", route: "write", stop: "maintain", resume: "maintain", help: "read" },
      ...{ explain: "read", why: "read", simulate: "triage", ack: "triage", assign: "triage" },
      ...{ reject: "write", rollback: "write", ignore: "write", mute: "maintain", unmute: "write" },
    });
  });
});
