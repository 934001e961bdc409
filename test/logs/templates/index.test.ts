import { describe, expect, it } from "@jest/globals";
import { TemplateMiner, learnHeader, templatesOf } from "../../../src/logs/templates/index.js";

const texts = (lines: string[]): string[] => {
  const miner = new TemplateMiner();
  const shapes = lines.map((line) => miner.add(line));
  return shapes.map((shape) => miner.templates()[shape]!.text);
};

describe("templates", () => {
  it.each([
    ["took 12 ms for 10.0.0.1:80", "took <*> for <*>"],
    ["open /var/log/x.log: denied", "open <*>: denied"],
    ['tag="View Lock" uid=3', "tag=<*> uid=<*>"],
    ["GET https://a.test/x?y=1 done", "GET <*> done"],
    ["mac FF:F2:9F up", "mac <*> up"],
    ["isRunning = false", "isRunning = <*>"],
    ["lifetime <1 sec", "lifetime <*>"],
  ])("%s -> %s", (line, template) => expect(texts([line])).toEqual([template]));

  it("joins messages where names stand, and keeps verbs apart", () => {
    expect(new Set(texts(["session opened for user root", "session opened for user news"])).size).toBe(1);
    expect(new Set(texts(["cupsd startup succeeded", "hcid startup succeeded"])).size).toBe(2);
  });

  it("gives a template the same id in every log", () => {
    expect(templatesOf(["a b 1"])[0]?.id).toBe(templatesOf(["x", "a b 2"])[1]?.id);
  });

  it.each([
    ["syslog", (n: number) => `Jun ${n} 15:16:01 host${n} ${n % 2 ? "sshd" : "cron"}[${n}]: `],
    [
      "log4j",
      (n: number) => `2024-01-0${n % 9} 10:00:0${n % 9},123 ${n % 3 ? "INFO" : "WARN"} [worker ${n}] a.b.C: `,
    ],
    ["pipes", (n: number) => `20240101-10:00:00:${n}|Comp${n % 3}|${n}|`],
  ])("learns the header of %s", (_, head) => {
    const messages = ["Starting up now", "connected to peer", "value was 3", "(root) CMD x", "done"];
    const lines = Array.from({ length: 60 }, (__, n) => head(n) + messages[n % 5]!);
    const cut = learnHeader(lines);
    expect(lines.map((line) => line.slice(cut(line)))).toEqual(lines.map((___, n) => messages[n % 5]));
  });

  it("sees no header in a few lines or in prose", () => {
    expect(learnHeader(["a: b"])("a: b")).toBe(0);
    const prose = Array.from(
      { length: 50 },
      (_, n) => ["it works", "see below", "no: not this", "end"][n % 4]!,
    );
    expect(learnHeader(prose)("no: not this")).toBe(0);
  });

  it("takes for header only what nearly all lines have", () => {
    const lines = Array.from(
      { length: 60 },
      (_, n) => `10:00:0${n % 9} ${n % 2 ? "disk: full" : "all is well"}`,
    );
    expect(lines[1]!.slice(learnHeader(lines)(lines[1]!))).toBe("disk: full");
  });
});
