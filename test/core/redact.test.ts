import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { redact, redactJson } from "../../src/core/redact.js";

const key = [
  "MIIEpAIBAAKCAQEA7Zp2bN3xk5q8f1w9rT0uV6yX4mJhQcKd",
  "AAAA/b+c0123456789abcdefABCDEFghijklmnopqrstuvwx",
  "kQ==",
];
const pem = ["-----BEGIN RSA PRIVATE KEY-----", ...key, "-----END RSA PRIVATE KEY-----"];

const secrets: [string, string, string][] = [
  ["an old GitHub token", `token ghp_${"a1B2".repeat(9)} end.`, "a1B2a1B2"],
  ["the new long installation token", `x-access-token:ghs_${"Ab.9_-x".repeat(74)}@github.com`, "Ab.9_-x"],
  ["a fine-grained token", `github_pat_${"11ABCDE0".repeat(10)}`, "11ABCDE0"],
  ["a JWT", "jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlc2lnbmF0dXJl", "c2lnbmF0"],
  ["an AWS key", "AKIAIOSFODNN7EXAMPLE", "IOSFODNN7"],
  ["a Slack token", `xoxb-${"123456789012-"}${"abcdefGHIJ"}`, "abcdefGHIJ"],
  ["a Stripe key", `sk_live_${"4eC39HqLyjWDarjtT1zdp7dc"}`, "4eC39HqL"],
  ["an npm token", `npm_${"abcdEFGH1234".repeat(3)}`, "abcdEFGH1234"],
  ["an Anthropic key", `sk-ant-api03-${"aB3_".repeat(10)}`, "aB3_aB3_"],
  ["a Codegen token", "sk-ce027fa7-3c8d-4beb-8c86-ed8ae982ac99", "ce027fa7"],
  ["a password in a URL", "https://user:hunter2@host/x", "hunter2"],
  ["a bearer header", "Authorization: Bearer abcdef123456", "abcdef123456"],
  ["a header behind colour", "\u001b[31mghp_" + "a1B2".repeat(9), "a1B2a1B2"],
  ["a cookie", "Set-Cookie: session=abc123; Path=/", "abc123"],
  ["a shell assignment", "PASSWORD=hunter2", "hunter2"],
  ["JSON", '{"secret": "s3cr3tvalue"}', "s3cr3tvalue"],
  ["JSON in JSON", '{\\"password\\":\\"abc123x\\"}', "abc123x"],
  ["YAML", "password: hunter2", "hunter2"],
  ["an option", "mysql --password hunter22 -u x", "hunter22"],
  ["a key in one line", `{"key":"${pem.join("\\n")}"}`, "AAAA/b+c"],
];

const ordinary = [
  "commit 3f786850e387550fdab836ed7e6dc881de23001b",
  "request 550e8400-e29b-41d4-a716-446655440000 done",
  '"integrity": "sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg=="',
  "npm http fetch GET 200 https://registry.npmjs.org/@scope%2ftoken 12ms (cache hit)",
  "Digest: sha256:9b2f0d6f1c9f5d7d8e1b6a3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f70",
  "unexpected token: foo",
  "const token = getToken()",
  "Password is required",
  "password: ${{ secrets.PASSWORD }}",
  "authorization: basic ***",
  "Basic authentication failed",
  "PWD=/home/ci/build/app",
  "docker run -v $PWD:/root/src/app app",
  "Acceptance: Forgot password::requesting password reset",
  "risk-assessment-for-the-next-release-2024",
];

describe("redact", () => {
  it.each(secrets)("hides %s", (_, text, secret) => {
    const safe = redact(text);
    expect(safe).not.toContain(secret);
    expect(safe).toMatch(/\[redacted:[a-z-]+\]/);
    expect(redact(safe)).toBe(safe);
  });

  it.each(ordinary)("leaves %s", (text) => expect(redact(text)).toBe(text));

  it.each([
    ["as it is", ""],
    ["behind timestamps", "2024-01-02T03:04:05.1234567Z "],
    ["behind a job's name", "build\tRun tests\t"],
    ["indented", "    "],
  ])("hides a private key %s and keeps the lines around it", (_, prefix) => {
    const text = ["before", ...pem.map((line) => prefix + line), "after"].join("\n");
    const safe = redact(text).split("\n");
    expect(safe).toHaveLength(7);
    expect([safe[0], safe[6]]).toEqual(["before", "after"]);
    for (const line of key) expect(safe.join("\n")).not.toContain(line);
  });

  it("leaves the rest of a log alone when a key does not end", () => {
    const text = [pem[0], pem[1], "Tests passed", "Build done", "Upload done", "The end"].join("\n");
    expect(redact(text).split("\n").slice(2)).toEqual([
      "Tests passed",
      "Build done",
      "Upload done",
      "The end",
    ]);
  });

  it("is idempotent and never changes the number of lines", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...secrets.map(([, text]) => text),
        ...ordinary,
        ...pem,
        "\n",
        " ",
        '"',
        "=",
        ":",
        "token",
        "password",
        "sk-",
      ),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        const safe = redact(text);
        expect(redact(safe)).toBe(safe);
        expect(safe.split("\n")).toHaveLength(text.split("\n").length);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a line in which one key begins behind another", () => {
  it("hides both", () => {
    const begin = "-----BEGIN RSA PRIVATE KEY-----";
    expect(redact(`${begin}AAAA then ${begin}BBBB end`)).toBe(
      "[redacted:private-key] then [redacted:private-key] end",
    );
  });
});

describe("redactJson", () => {
  it("hides secrets in strings and whole values under telling keys", () => {
    expect(
      redactJson({
        title: "PASSWORD=hunter2",
        api_token: { a: 1 },
        list: ["ok", 3],
        clientSecret: "x",
        token: null,
      }),
    ).toEqual({
      title: "PASSWORD=[redacted:password]",
      api_token: "[redacted:key]",
      list: ["ok", 3],
      clientSecret: "[redacted:key]",
      token: null,
    });
  });

  it("keeps a key __proto__ as data", () => {
    const value = JSON.parse('{"__proto__": {"a": "b"}}') as object;
    expect(JSON.stringify(redactJson(value))).toBe('{"__proto__":{"a":"b"}}');
  });
});
