import { lineEnd, lineStart, restOfLine } from "./chars.js";
import { any, type Entry } from "./entry.js";
import { storageKey } from "./files.js";
import { beginsData, inlineObject } from "./kubernetes.js";
import { leadOf } from "./lead.js";
import { valueFirst } from "./members.js";
import { printed, PRINTERS } from "./printed.js";
import type { Sink } from "./sink.js";
import { isLead } from "./surroundings.js";
import { promptPattern } from "./words.js";
import { pathToken, webhook } from "./urls.js";

/** What concerns more than its line, or must be decoded first: the line is looked at whatever the rule finds in it. */
export const watched: readonly Entry[] = [
  ...any(["-----begin "], (text, start, end, sink) =>
    watch(/^(?:[A-Z\d ]{0,60}PRIVATE KEY|OpenVPN )/.test(text.slice(end, end + 80)), sink),
  ),
  ...any(["private-lines: "], (_text, _start, _end, sink) => watch(true, sink)),
  ...any(
    ["data:", 'data":', 'kind: "secret', "kind: secret", 'kind": "secret'],
    (text, start, _end, sink) => {
      const from = lineStart(text, start);
      return watch(
        beginsData(text.slice(from + leadOf(text.slice(from, from + 300)), lineEnd(text, start)).trimEnd()),
        sink,
      );
    },
  ),
  ...any(['kind":"secret"', 'kind": "secret"', 'kind\\":\\"secret\\"'], inlineObject),
  ...any(
    [
      "%3c",
      "u003c",
      "x3c",
      "&lt;",
      "&#60;",
      "&#x3c;",
      "&#61;",
      "&#x3d;",
      "&#x22;",
      "u001b[",
      "x1b[",
      "033[",
      "\\e[",
      "^[[",
      "%3d",
      "%3a",
      "%40",
      "%22",
      "%2b",
      "u003d",
      "u0022",
      "u003a",
      "u0026",
      "x3d",
      ":\\/\\/",
      "&quot;",
      "&#34;",
      "&#39;",
      "&amp;",
      "auth plain\\",
      "authenticate plain\\",
      "\\tTRUE\\t",
      "\\tFALSE\\t",
    ],
    (_text, _start, _end, sink) => watch(true, sink),
  ),
  ...any(["- value:", 'value":', 'value: "', "+ value ", "- value ", "  value "], (text, start, _end, sink) =>
    watch(valueFirst(unled(restOfLine(text, lineStart(text, start), 700))) !== null, sink),
  ),
  // `334 Password:` of SMTP's AUTH LOGIN, in base64.
  ...any(["334 UGFzc3dvcmQ6"], (_text, _start, _end, sink) => (sink.next("password", "sasl"), null)),
  ...any(['value": "', 'value":"', 'value\\":\\"'], storageKey),
  // FTP's and POP's dialogue (RFC 959, RFC 1939): the password comes behind, whatever the logger.
  { text: "USER ", exact: true, value: user },
  { text: "331 ", exact: true, value: asked },
  // The lines of an entry of netrc: its password comes behind.
  ...any(["login "], entry),
  { text: "user ", exact: true, value: entry },
  ...any(['securestring"'], (_text, _start, _end, sink) => (sink.next("password", "member"), null)),
  // Lines of users and their passwords: a document of the shell's, cloud-init's list.
  ...any(["chpasswd"], (text, _start, end, sink) => {
    if (/^(?: -\w)*(?::|\s?<<-?\s?["']?\w{1,20}["']?)\s*$/.test(restOfLine(text, end, 60)))
      sink.next("password", "users");
    return null;
  }),
  ...any(["sasl_passwd"], (text, start, end, sink) => {
    if (
      /\b(?:cat|postmap -q)\b[^|;\n]*$/.test(text.slice(lineStart(text, start), start)) &&
      /^\s*$/.test(restOfLine(text, end, 20))
    )
      sink.next("password", "users");
    return null;
  }),
  ...any(["assword"], promptPattern),
  ...any(PRINTERS, printed),
  ...any(["/t/"], pathToken),
  ...any(["webhook"], webhook),
  ...any(["key  ", "name  ", "setting  ", "variable  ", "property  "], (text, start, _end, sink) => {
    const from = lineStart(text, start);
    const line = restOfLine(text, from, 300);
    if (SETTINGS_HEAD.test(line.slice(leadOf(line)))) sink.next("password", "settings");
    return null;
  }),
  ...any(["[admins]"], (_text, _start, _end, sink) => (sink.next("password", "section"), null)),
  ...any(["following password"], (_text, _start, _end, sink) => (sink.next("password"), null)),
];

/** `Key         Value`: the head of a table of settings, alone in its line. */
const SETTINGS_HEAD = /^\s*(?:key|name|setting|variable|property)\s{2,60}value\s*$/i;

const unled = (line: string): string => line.slice(leadOf(line));

function watch(holds: boolean, sink: Sink): null {
  if (holds) sink.watch?.();
  return null;
}

/** A user alone in its line, as entries of netrc and mail clients' files have it. */
function entry(text: string, start: number, end: number, sink: Sink): null {
  const from = lineStart(text, start);
  if (isLead(text.slice(from, start)) && /^\s{0,16}\S{1,100}\s*$/.test(restOfLine(text, end, 130)))
    sink.next("password", "netrc");
  return null;
}

function user(text: string, start: number, end: number, sink: Sink): null {
  if (!/\w/.test(text[start - 1] ?? " ") && /^[^\s']{1,100}'?\s*$/.test(restOfLine(text, end, 120)))
    sink.next("password", "pass");
  return null;
}

function asked(text: string, _start: number, end: number, sink: Sink): null {
  if (/password/i.test(restOfLine(text, end, 200))) sink.next("password", "pass");
  return null;
}
