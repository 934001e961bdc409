import { describe, expect, it } from "@jest/globals";
import { ownersOf } from "../../src/escalation/owners.js";

const file = [
  "* @ana",
  "/src/pay/ @ben @acme/payments pay@acme.example",
  "*.md @acme/writers",
  ".github/ @cleo",
].join("\n");

describe("ownersOf", () => {
  it.each([
    ["the last matching line wins", ["src/pay/card.ts"], ["ben"]],
    ["everything else", ["src/web.ts"], ["ana"]],
    [
      "teams and mail addresses cannot be assigned: the next path",
      ["README.md", ".github/workflows/ci.yml"],
      ["cleo"],
    ],
    ["no path", [], []],
    ["paths out of the repository", ["../x", "/etc/passwd", "a/../../b"], []],
  ])("%s", (_name, paths, owners) => {
    expect(ownersOf(file, paths)).toEqual(owners);
  });
});
