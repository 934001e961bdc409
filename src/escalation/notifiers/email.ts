import { isIP } from "node:net";
import { createTransport } from "nodemailer";
import { SECOND } from "../../core/clock.js";
import { factsOf, headline, isOver, linksOf, type Message } from "../message.js";
import type { Sending } from "../sending.js";
import { decoded } from "../wire/scrub.js";
import { NoAnswer } from "../wire/wire.js";
import { defineNotifier } from "./notifier.js";

/** A line takes 998 characters, and 78 are better (RFC 5322, section 2.1.1); mail programs show fewer. */
const SUBJECT_MAX = 200;
const FACT_MAX = 1_000;
const TIME_MS = 20 * SECOND;
const RECIPIENTS_MAX = 20;
/** Plain addresses: names, comments and groups are not needed, and would be parsed. */
const ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9.-]{1,253}$/i;

interface Target {
  host: string;
  port: number;
  /** TLS from the start; else STARTTLS, which has to be there unless what is not encrypted is allowed. */
  secure: boolean;
  auth: { user: string; pass: string } | undefined;
  from: string;
  to: string[];
}

function read(value: string): Target | null {
  if (/\s/.test(value) || !URL.canParse(value)) return null;
  const url = new URL(value);
  const secure = url.protocol === "smtps:";
  if ((!secure && url.protocol !== "smtp:") || url.hostname === "") return null;
  const from = url.searchParams.get("from") ?? "";
  const to = (url.searchParams.get("to") ?? "").split(",");
  if (![from, ...to].every((one) => ADDRESS.test(one)) || to.length > RECIPIENTS_MAX) return null;
  const [user, pass] = [decoded(url.username), decoded(url.password)];
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? (secure ? 465 : 587) : Number(url.port),
    secure,
    auth: user === "" ? undefined : { user, pass },
    ...{ from, to },
  };
}

const html = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");

function mailOf(message: Message, { from, to }: Target) {
  const [facts, links] = [factsOf(message, FACT_MAX), linksOf(message)];
  const rows = facts.map(({ name, text }) => `<tr><th align="left">${name}</th><td>${html(text)}</td></tr>`);
  const anchors = links.map(({ name, url }) => `<p><a href="${html(url)}">${name}</a></p>`);
  // Mails of one trouble stand together; the id of a mail that is sent twice is the same, so that many servers drop one.
  const thread = `<${message.key}@heal.invalid>`;
  return {
    ...{ from, to, messageId: `<${message.id}@heal.invalid>`, references: [thread], inReplyTo: thread },
    subject: headline(message, SUBJECT_MAX),
    text: [
      headline(message, FACT_MAX),
      "",
      ...facts.map(({ name, text }) => `${name}: ${text}`),
      "",
      ...links.map(({ name, url }) => `${name}: ${url}`),
    ].join("\n"),
    html: `<p><strong>${html(headline(message, FACT_MAX))}</strong></p><table>${rows.join("")}</table>${anchors.join("")}`,
    headers: { "Auto-Submitted": "auto-generated" },
    priority: message.severity === "critical" && !isOver(message) ? ("high" as const) : ("normal" as const),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

export const email = defineNotifier<Target>({
  name: "email",
  doc: "A mail, through your SMTP server: TLS (`smtps`) or STARTTLS (`smtp`).",
  form: "email:smtps://USER:PASSWORD@HOST?from=heal@example.com&to=oncall@example.com,team@example.com",
  documentation: "https://nodemailer.com/smtp",
  repeated: "has the same `Message-ID`",
  read,
  async send(target, message, wire) {
    try {
      const connection = await wire.connect(target.host, target.port);
      const transport = createTransport({
        ...{ host: target.host, port: target.port, secure: target.secure, auth: target.auth, connection },
        ...(isIP(target.host) === 0 ? { servername: target.host } : {}),
        requireTLS: !wire.allowPrivate,
        ...{ greetingTimeout: TIME_MS, socketTimeout: TIME_MS, logger: false },
      });
      try {
        await transport.sendMail(mailOf(message, target));
      } finally {
        transport.close();
        connection.destroy();
      }
      return { state: "sent" };
    } catch (error) {
      return unsent(error);
    }
  },
});

/**
 * A reply of 5xx is final (RFC 5321, section 4.2.1), and so is a login that is refused or a server without the TLS that is asked for;
 * all else may pass. Of the server's own words only the code is told: they name accounts.
 */
function unsent(error: unknown): Sending {
  if (error instanceof NoAnswer)
    return error.again
      ? { state: "retry", afterMs: null, reason: error.message }
      : { state: "refuse", reason: error.message };
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const reply = typeof responseCode === "number" ? responseCode : null;
  const reason =
    reply === null
      ? `no mail was taken (${typeof code === "string" ? code : "no answer"})`
      : `answered ${reply}`;
  const final = reply === null ? code === "ETLS" || code === "EENVELOPE" : reply >= 500;
  return final ? { state: "refuse", reason } : { state: "retry", afterMs: null, reason };
}
