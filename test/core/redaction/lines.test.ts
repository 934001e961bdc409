import { describe, expect, it } from "@jest/globals";
import { ByteRedactor, redact, redactBytes } from "../../../src/core/redact.js";

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

describe("a line of megabytes", () => {
  const filler = (length: number): string => "aWord:".repeat(Math.ceil(length / 6)).slice(0, length);
  const all = (bytes: Buffer, size: number): string => {
    const redactor = new ByteRedactor();
    const out: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += size) out.push(...redactor.push(bytes.subarray(at, at + size)));
    return Buffer.concat([...out, ...redactor.end()]).toString("latin1");
  };

  it("hides a key wherever it stands, and every other byte comes out", () => {
    const key = `-----BEGIN RSA PRIVATE KEY-----\\n${"MIIEowIBAAKCAQEAq1\\n".repeat(90)}-----END RSA PRIVATE KEY-----`;
    for (const before of [60_000, 64_000, 65_000, 65_500, 1_048_000]) {
      const [head, tail] = [filler(before), filler(2_200_000)];
      const shown = all(Buffer.from(`${head} ${key} ${tail}\nlast`), 100_000);
      expect(shown).not.toContain("MIIEowIBAAKCAQEAq1");
      expect(shown).toBe(`${head} [redacted:private-key] ${tail}\nlast`);
    }
  });

  it("hides credentials that follow one another without a blank", () => {
    const shown = all(Buffer.from("https://ci:hunter22@".repeat(120_000)), 64 * 1024);
    expect(shown).not.toContain("hunter22");
    expect(shown.match(/redacted/g)).toHaveLength(120_000);
  });

  it("is redacted the same whatever the pieces it comes in", () => {
    const text = Buffer.from(`${"password=hunter22 token=a1b2c3d4e5f6g7 ".repeat(60_000)}\nlast`);
    expect(all(text, 1_000_003)).toBe(all(text, text.length));
  });
});

describe("terminal sequences that are broken off", () => {
  it.each(["\u001b[31", "\u001b", "\u001b(", "\u001b]8;;https://x", "\u001b\u001b[1m"])(
    "keep the line's end: %j",
    (code) => {
      const text = `one${code}\npassword=hunter22\nthree`;
      expect(redact(text).split("\n")).toEqual([`one${code}`, "password=[redacted:password]", "three"]);
    },
  );
});

describe("objects of Kubernetes in one line", () => {
  const list = (...items: readonly string[]): string => `{"kind":"List","items":[${items.join(",")}]}`;
  const object = (kind: string, data: string): string =>
    `{"apiVersion":"v1","data":{"colour":"${data}"},"kind":"${kind}","metadata":{"name":"shop-tls-2","namespace":"prod"}}`;

  it("lose a Secret's data, and keep a ConfigMap's and everybody's names", () => {
    const shown = redact(list(object("ConfigMap", "blue-12345"), object("Secret", "QmxhY2sgMTIzNDU")));
    expect(shown).toBe(list(object("ConfigMap", "blue-12345"), object("Secret", "[redacted:secret]")));
  });

  it("lose it where there is much of it, too", () => {
    const data = Array.from({ length: 300 }, (_, i) => `"key${i}":"Zq9fake${i}XY84"`).join(",");
    const shown = redact(`{"data":{${data}},"kind":"Secret"}`);
    expect(shown).not.toContain("Zq9fake");
  });
});
