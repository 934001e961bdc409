import { describe, expect, it } from "@jest/globals";
import { redact, redactBytes } from "../../../src/core/redact.js";

describe("a secret that is broken", () => {
  it.each([
    [
      "by colours",
      "token gh\u001b[1mp_a1B2a1B2a1B2\u001b[0ma1B2a1B2a1B2a1B2a1B2a1B2 end",
      "a1B2a1B2",
      /^token .*redacted.* end$/,
    ],
    [
      "over the lines of a box",
      "│ key pplx-oS7TecfF0tPJMSsDNMdZ6H6y │\n│ FaKeNVCSZFlcwFIz3EMUodoa           │",
      "SZFlcwFIz3",
      /│$/,
    ],
    [
      "over lines",
      `AWS_SESSION_TOKEN=${"uc0vSqlkI5CYO53eZa7U".repeat(3)}\n${"OScOg2zuKbuNQIKoTllA".repeat(3)}\n##[endgroup]`,
      "NQIKoTll",
      /##\[endgroup\]$/,
    ],
  ])("%s is hidden whole", (_, text, secret, rest) => {
    const shown = redact(text);
    expect(shown).not.toContain(secret);
    expect(shown).toMatch(rest);
  });

  it("in UTF-16 keeps what follows in step", () => {
    const text = Buffer.from("\ufeffDB_PASSWORD=Zq9fakeXY84\r\nbye\r\n", "utf16le");
    expect(Buffer.from(redactBytes(text)).toString("utf16le")).toBe(
      "\ufeffDB_PASSWORD=[redacted:password]\r\nbye\r\n",
    );
  });
});
