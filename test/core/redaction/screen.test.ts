import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { maySecrets, redact, redactBytes } from "../../../src/core/redact.js";
import { isPlain } from "../../../src/core/redaction/stream.js";

describe("what a text may hold", () => {
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
        if (isPlain(bytes.length === 0 ? "" : Buffer.from(bytes).toString("latin1")))
          expect(redactBytes(bytes)).toBe(bytes);
        const token = Buffer.from(` ghp_${"a1B2".repeat(9)} `);
        const text = Buffer.from(redactBytes(Buffer.concat([bytes, token, bytes]))).toString("utf8");
        expect(text).not.toContain("a1B2a1B2");
      }),
    );
    const body = Buffer.from('{"repository":{"ssh_url":"git@github.com:acme/shop.git"}}');
    expect(redactBytes(body)).toBe(body);
  });

  it("needs both an authority and an @ to look for userinfo", () => {
    expect(isPlain("https://host/x")).toBe(true);
    expect(isPlain("me@host")).toBe(true);
    expect(isPlain("me@host https://host/x")).toBe(true);
    expect(isPlain("https://me:abc123@host")).toBe(false);
  });

  it("finds what stands across the pieces that bytes come in", () => {
    const text = Buffer.from(`${"ordinary words ".repeat(40)}password=a1b2c3d4e5 and more`);
    for (let at = 590; at < text.length; at += 1) {
      const screen = maySecrets();
      screen.push(text.subarray(0, at));
      screen.push(text.subarray(at));
      expect(screen.found()).toBe(true);
    }
  });

  it("keeps every other byte, whatever encoding it is in", () => {
    const token = `ghp_${"a1B2".repeat(9)}`;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 60 }), (before, after) => {
        const lines = [before, after].map((bytes) =>
          Buffer.from(bytes.map((byte) => (byte < 128 ? 32 : byte))),
        );
        const [head, tail] = lines as [Buffer, Buffer];
        const clean = Buffer.from(redactBytes(Buffer.concat([head, Buffer.from(` ${token}\n`), tail])));
        expect(clean).toEqual(Buffer.concat([head, Buffer.from(" [redacted:github-token]\n"), tail]));
      }),
    );
  });
});
