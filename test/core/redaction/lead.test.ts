import { describe, expect, it } from "@jest/globals";
import { redact, redactBytes } from "../../../src/core/redact.js";

/** What stands before each line in a log, as its programs print it. */
const leads: readonly string[] = [
  "2026-05-20T08:00:00.0000000Z ",
  "job\tstep\t2026-05-20T08:00:00.0000000Z ",
  "2026-05-20T08:00:00.000000Z 00O ",
  "2026-05-20T08:00:00.000000Z 01E+",
  "2026-05-20T08:00:00.123+02:00 ",
  "2026-05-20 08:00:00,123 INFO ",
  "2026-05-20 08:00:00.123  INFO 1 --- [main] c.x.App : ",
  "[2026-05-20T08:00:00Z] ",
  "[08:00:00.123] ",
  "08:00:00 ",
  "May 20 08:00:00 ci deploy[47]: ",
  "I0520 08:00:00.000000       1 main.go:31] ",
  "E/Tag( 123): ",
  "05-20 08:00:00.123  1234  1234 D Tag: ",
  "[INFO] ",
  "DEBUG: ",
  "[main] DEBUG x.Y - ",
  "web-1  | ",
  "\u001b[36mweb-1  |\u001b[0m ",
  "[pod/web-0/app] ",
  "worker.1: ",
  "remote: ",
  "#9 0.412 ",
  "##[debug]",
  "src/x.yml:12: ",
  "  12\t",
  " 12 | ",
  "1> ",
  "+",
  "+ ",
  "$ ",
  "# ",
  "// ",
  "│ ",
  "• ",
  "ci@host:~$ ",
  "PS C:\\src> ",
  "E   ",
];

/** Frames whose value is told by another line, or by where in its line it stands: `^` is the lead. */
const frames: readonly (readonly [text: string, secret: string])[] = [
  ["^password:\n^  Zq7kfakeXY84bR", "Zq7kfakeXY84bR"],
  ["^name: DB_PASSWORD\n^value: tulip-harbor", "tulip-harbor"],
  ["^password: |\n^  tulip-harbor\n^user: ci", "tulip-harbor"],
  ["^api_keys:\n^- Zq7kfakeXY84bRn2Lm5T", "fakeXY84bRn2Lm5T"],
  ["^kind: Secret\n^data:\n^  pin: Zq7kfakeXY84", "Zq7kfakeXY84"],
  ["^<password>\n^  tulip-harbor\n^</password>", "tulip-harbor"],
  ["^password: correct horse lantern staple", "lantern"],
  ["^DB_PASSWORD      Zq7kfakeXY84", "Zq7kfakeXY84"],
  ["^run --password \\\n^  Zq7kfakeXY84", "Zq7kfakeXY84"],
  ["^machine git.example.com\n^login ci\n^password Zq7kfakeXY84", "Zq7kfakeXY84"],
];

describe("a secret behind what a program puts before each line", () => {
  it.each(leads)("is hidden: %j", (lead) => {
    const missed = frames
      .map(([text, secret]) => [text.replaceAll("^", lead), secret] as const)
      .filter(
        ([text, secret]) =>
          redact(text).includes(secret) || Buffer.from(redactBytes(Buffer.from(text))).includes(secret),
      );
    expect(missed).toEqual([]);
  });
});
