import { describe, expect, it } from "@jest/globals";
import { redact } from "../../src/core/redact.js";
import { plain } from "../../src/core/text.js";

const long = 400_000;

/** Text made to make a pattern look again and again; each must take time linear in its length. */
describe("redaction of hostile text", () => {
  it.each([
    ["JWT beginnings", "eyJ".repeat(long / 3)],
    ["dotted JWT parts", "eyJaaaaaaaa.".repeat(long / 12)],
    ["URLs without a host", "://a:".repeat(long / 5)],
    ["assignments", "password=".repeat(long / 9)],
    ["token beginnings", "ghp_".repeat(long / 4)],
    ["BEGIN markers", "-----BEGIN PRIVATE KEY-----".repeat(long / 27)],
    ["whole keys", "-----BEGIN PRIVATE KEY-----a -----END PRIVATE KEY-----".repeat(long / 54)],
    ["one word", "a".repeat(long)],
    ["quotes", '\\"'.repeat(long / 2)],
    ["curl", "curl -u ".repeat(long / 8)],
    ["login", " login -p".repeat(long / 9)],
    ["ANSI", "\u001b[".repeat(long / 2)],
    ["NUL and lone surrogates", "\0\ud800".repeat(long / 2)],
  ])("%s", (_, text) => {
    // What takes more than linear time does not end before the test's own limit.
    expect(redact(text).length + plain(text).length).toBeGreaterThan(0);
  });
});
