import { describe, expect, it } from "@jest/globals";
import { redact } from "../../../src/core/redact.js";

const secrets = [
  ["userinfo without a blank", "://u:p4ssw@", "p4ssw"],
  ["assignments", "password=hunter22 token=a1b2c3d4e5f6g7 ", "hunter22"],
  ["headers", "Authorization: Bearer abcdef0123456789 ", "abcdef0123456789"],
  ["tokens", `ghp_${"a1B2".repeat(9)} `, "a1B2a1B2"],
  ["members of JSON", '"password":"a1b2c3d4",', "a1b2c3d4"],
  ["escaped lines", "cookie: session=abcdef; other=ghijkl\\n", "ghijkl"],
] as const;

describe("a line of megabytes", () => {
  it.each(secrets)("loses every secret, wherever it is cut: %s", (_name, piece, secret) => {
    const text = piece.repeat(Math.ceil(400_000 / piece.length));
    expect(redact(text).includes(secret)).toBe(false);
  });

  it("comes to the same as its lines", () => {
    const lines = Array.from({ length: 9_000 }, (_, i) => `step ${i}: password=hunter${i} done`);
    expect(redact(lines.join("\\n"))).toBe(lines.map(redact).join("\\n"));
  });

  it("of one token ends, and keeps what is none", () => {
    const text = "eyJ".repeat(1_500_000);
    expect(redact(text)).toBe(text);
  });
});
