import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Message } from "../../../src/escalation/message.js";
import { email } from "../../../src/escalation/notifiers/email.js";
import { createWire } from "../../../src/escalation/wire/create-wire.js";
import { smtpSide, type SmtpSide } from "./smtp-side.js";
import { message, over, SECRET } from "./targets.js";

const clock = { now: () => new Date("2026-03-14T02:00:05Z") };
let side: SmtpSide;
beforeEach(async () => void (side = await smtpSide()));
afterEach(() => side.close());

const value = (host = `127.0.0.1:${side.port}`): string =>
  `smtp://heal:${SECRET}@${host}?from=heal@example.com&to=oncall@example.com,team@example.com`;
const tell = (more: Partial<Message> = {}, allowPrivate = true) =>
  email.open(value(), createWire({ allowPrivate, clock })).notify(message(more));

/** The decoded text of a mail's parts: quoted-printable or base64, as nodemailer chooses. */
const partsOf = (mail: string): string[] =>
  mail.split(/^--.*$/m).flatMap((part) => {
    const at = part.indexOf("\r\n\r\n");
    const [head, body] = [part.slice(0, at), part.slice(at + 4)];
    if (!/content-type: text/i.test(head)) return [];
    if (/base64/i.test(head)) return [Buffer.from(body, "base64").toString("utf8")];
    const text = body
      .replace(/=\r\n/g, "")
      .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    return [Buffer.from(text, "latin1").toString("utf8")];
  });

it("sends a mail to all recipients, and says what, where and since when", async () => {
  expect(await tell()).toEqual({ state: "sent" });
  expect(side.said.filter((line) => /^(?:MAIL|RCPT)/.test(line))).toEqual([
    expect.stringContaining("<heal@example.com>"),
    "RCPT TO:<oncall@example.com>",
    "RCPT TO:<team@example.com>",
  ]);
  const [mail = ""] = side.mails;
  expect(mail).toMatch(/^Subject: \[critical\] Payments are down\r$/m);
  expect(mail).toMatch(/^Auto-Submitted: auto-generated\r$/m);
  for (const part of partsOf(mail))
    for (const word of ["payments", "production", "acme/shop", "https://heal.example/incidents/7"])
      expect(part).toContain(word);
  expect(partsOf(mail)).toHaveLength(2);
  expect(mail).not.toContain(SECRET);
});

it("has one Message-ID however often it is sent, and one thread for all of an incident", async () => {
  await tell();
  await tell();
  await tell({ ...over, id: "another" });
  const of = (name: string) =>
    side.mails.map((mail) => new RegExp(`^${name}: (.+)\r$`, "im").exec(mail)?.[1]);
  const [first, again, end] = of("Message-ID");
  expect([first === again, first === end]).toEqual([true, false]);
  expect(new Set(of("In-Reply-To")).size).toBe(1);
});

describe("hostile texts", () => {
  const hostile =
    'Payments\r\nBcc: victim@example.com\r\n\r\n<script>alert(1)</script>\n.\r\nMAIL FROM:<x@y.z> "><img src=x>';

  it("add no header, no recipient and no second mail", async () => {
    expect(await tell({ title: hostile, service: hostile, cause: hostile, doing: hostile })).toEqual({
      state: "sent",
    });
    expect(side.mails).toHaveLength(1);
    const [head = ""] = (side.mails[0] ?? "").split("\r\n\r\n", 1);
    expect(head).not.toMatch(/^Bcc:/im);
    expect(side.said.filter((line) => /^(?:MAIL|RCPT)/i.test(line))).toHaveLength(3);
  });

  it("are text in HTML", async () => {
    await tell({ title: hostile, service: hostile, cause: hostile, doing: hostile });
    const html = partsOf(side.mails[0] ?? "").find((part) => part.startsWith("<p>"));
    expect(html).toContain("&lt;script&gt;");
    expect(html).not.toMatch(/<script|<img/);
  });
});

describe("what the server says", () => {
  it.each<[string, string | null, string, string]>([
    ["greeting", "554 go away", "refuse", "answered 554"],
    ["greeting", "421 too busy", "retry", "answered 421"],
    ["AUTH", "535 5.7.8 wrong", "refuse", "answered 535"],
    ["AUTH", "454 later", "retry", "answered 454"],
    ["MAIL", "451 later", "retry", "answered 451"],
    ["MAIL", "550 not you", "refuse", "answered 550"],
    ["RCPT", "450 later", "retry", "answered 450"],
    ["RCPT", "550 nobody", "refuse", "answered 550"],
    ["DATA", "452 full", "retry", "answered 452"],
    [".", "554 spam", "refuse", "answered 554"],
    [".", "451 later", "retry", "answered 451"],
    [".", null, "retry", "no mail was taken"],
    ["MAIL", null, "retry", "no mail was taken"],
  ])("%s %j: %s", async (command, reply, state, reason) => {
    side.replies[command] = reply;
    const sending = await tell();
    expect(sending).toMatchObject({ state, reason: expect.stringContaining(reason) });
    expect(JSON.stringify(sending)).not.toContain(SECRET);
  });

  it("its words are not repeated, as they may hold what it was told", async () => {
    side.replies["RCPT"] = `550 no mail for heal:${SECRET}`;
    expect(await tell()).toEqual({ state: "refuse", reason: "answered 550" });
  });
});

describe("with care", () => {
  it("nothing goes to a private address without leave", async () => {
    expect(await tell({}, false)).toEqual({
      state: "refuse",
      reason: "its address is not a public one (HEAL_NOTIFY_ALLOW_PRIVATE)",
    });
    expect(side.said).toEqual([]);
  });

  it("a server without TLS gets neither password nor mail without leave", async () => {
    const wire = createWire({ allowPrivate: true, clock });
    const strict = { ...wire, allowPrivate: false };
    expect(await email.open(value(), strict).notify(message())).toMatchObject({ state: "refuse" });
    expect(side.said.some((line) => /^(?:AUTH|MAIL)/.test(line))).toBe(false);
  });

  it.each([
    ["smtps://h?from=a@b.example&to=c@d.example", true],
    ["smtp://u%40x:p%3A@h:2525?from=a@b.example&to=c@d.example,e@f.example", true],
    ["smtp://h?from=a@b.example", false],
    ["smtp://h?to=a@b.example", false],
    ["smtp://h?from=a@b.example&to=Evil <c@d.example>", false],
    ["smtp://h?from=a@b.example&to=c@d.example%0d%0aDATA", false],
    ["http://h?from=a@b.example&to=c@d.example", false],
    ["", false],
  ])("%j has the form: %s", (text, has) => {
    expect(email.check(text, false)).toBe(has);
  });
});
