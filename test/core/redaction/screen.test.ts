import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { redact, redactBytes } from "../../../src/core/redact.js";
import { mayContain, NO_GROUPS, screenBytes, screenText } from "../../../src/core/redaction/screen.js";
import { tokenShapes } from "../../../src/core/redaction/tokens.js";

/** The shape with what must stand before it as a part of it, and what must not stand beside it left out. */
function whole({ source }: RegExp): RegExp {
  const told = source
    .replaceAll("(?<=", "(?:")
    .replaceAll("\\b", "")
    .replaceAll(/\(\?<?!(?:[^()[\]]|\[[^\]]*\])*\)/g, "");
  return new RegExp(`^(?:${told})$`);
}

describe("what a text may hold", () => {
  it.each(tokenShapes.map(({ kind, pattern }) => [kind, pattern] as const))(
    "lets every %s (%s) through to its pattern",
    (_, pattern) => {
      fc.assert(
        fc.property(fc.stringMatching(whole(pattern)), (text) => {
          expect(mayContain(screenText(text), "token")).toBe(true);
          expect(mayContain(screenText(`{"log":"x ${text.toUpperCase()}"}`), "token")).toBe(true);
        }),
        { numRuns: 50 },
      );
    },
  );

  const names = [
    ..."password passwd passphrase passcode db_pwd secret client_secret secret_key secretKey token".split(
      " ",
    ),
    ..."access-token credential credentials api_key api-key apikey access_key accessKey private_key".split(
      " ",
    ),
    ..."privateKey auth_key authkey account_key accountkey shared-key sharedkey master_key masterkey".split(
      " ",
    ),
    ..."encryption_key encryptionkey signing_key signingkey deploy_key deploykey license_key licensekey".split(
      " ",
    ),
    ..."_auth secret_key_base keybase key_base".split(" "),
  ];
  it.each(names)("hides what is assigned to %s, in either case", (name) => {
    for (const told of [name, name.toUpperCase()])
      for (const line of [`${told}=aB3xK9mQ7pL2w`, `{"${told}":"aB3xK9mQ7pL2w"}`, `${told}: "aB3xK9mQ7pL2w"`])
        expect(redact(line)).not.toContain("aB3xK9mQ7pL2w");
  });

  it.each([
    ["an Authorization header", "AUTHORIZATION: Bearer abcdef123456789"],
    ["a bearer token", "sent bearer abcdef1234567890abc"],
    ["basic credentials", "Basic dXNlcjpodW50ZXIyMg=="],
    ["a cookie", "Cookie: id=abcdef123456789"],
    ["userinfo", "git clone https://bob:abcdef123456789@host/x after https://host/y and me@host"],
    ["curl's user", "curl -u bob:abcdef123456789 https://host"],
    ["curl's long option", "curl --user bob:abcdef123456789 https://host"],
    ["docker's password", "docker login -u bob -p abcdef123456789 host"],
  ])("hides %s", (_, line) => {
    expect(redact(line)).toMatch(/\[redacted:/);
    expect(redact(line)).not.toMatch(/abcdef1234567|dXNlcjpodW/);
  });

  it("gives bytes without a secret back untouched, whatever they are, and finds one among them", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        if (screenBytes(bytes) === NO_GROUPS) expect(redactBytes(bytes)).toBe(bytes);
        const token = Buffer.from(` ghp_${"a1B2".repeat(9)} `);
        const text = Buffer.from(redactBytes(Buffer.concat([bytes, token, bytes]))).toString("utf8");
        expect(text).not.toContain("a1B2a1B2");
      }),
    );
    const body = Buffer.from('{"repository":{"ssh_url":"git@github.com:acme/shop.git"}}');
    expect(redactBytes(body)).toBe(body);
  });

  it("needs both an authority and an @ to look for userinfo", () => {
    expect(screenText("https://host/x")).toBe(NO_GROUPS);
    expect(screenText("me@host")).toBe(NO_GROUPS);
    expect(mayContain(screenText("me@host https://host"), "userinfo")).toBe(true);
  });
});
