import { insert, secondText, storedPairs } from "./arguments.js";
import { assignment, type Sink } from "./assignments.js";
import { commands } from "./command-rows.js";
import { dialogues } from "./dialogue-rows.js";
import { command, piped, pipedText, userOption, webKey, webKeyMember } from "./commands.js";
import { feedKey, passwordFile, storageKey, xmlKeyMember } from "./files.js";
import { authorization, basic, bearer, cookie, session } from "./headers.js";
import { kinds } from "./kinds/index.js";
import { vendorRules } from "./vendor-values.js";
import { lineEnd, lineStart, restOfLine } from "./chars.js";
import { beginsData, inlineObject } from "./kubernetes.js";
import { leadOf } from "./lead.js";
import { valueFirst } from "./members.js";
import { Literals } from "./literals.js";
import { EXACT, NAMES, SPACED } from "./name-words.js";
import { optionCommands } from "./option-rows.js";
import { compileKind, type Shape } from "./shapes.js";
import { isLead } from "./surroundings.js";
import { dsn, oracle, parameter, pathToken, userinfo } from "./urls.js";

/** Looks at a place where a literal stands. Answers where to go on, null for behind the literal. */
export type Rule = (text: string, start: number, end: number, sink: Sink) => number | null;

const token =
  (shape: Shape): Rule =>
  (text, start, end, sink) => {
    const found = shape.find(text, start, end);
    if (!found) {
      if (end - start > 2 && shape.isStart(text, start)) sink.cutAt?.(start);
      return null;
    }
    sink.add(found.start, found.end, shape.kind.kind);
    return found.end;
  };

interface Entry {
  readonly text: string;
  readonly exact: boolean;
  readonly value: Rule;
}
const any = (texts: readonly string[], value: Rule): Entry[] =>
  texts.map((text) => ({ text, exact: false, value }));

const contexts: readonly Entry[] = [
  ...any([...NAMES.split(" "), ...SPACED], assignment),
  ...EXACT.map((text) => ({ text, exact: true, value: assignment })),
  ...any(["authorization"], authorization),
  ...any(["bearer "], bearer),
  ...any(["basic "], basic),
  ...any(["cookie"], cookie),
  ...any(
    ["_session=", "sessionid=", "phpsessid=", "jsessionid=", "connect.sid=", "asp.net_sessionid="],
    session,
  ),
  ...any(["://"], userinfo),
  ...any(["@tcp(", "@unix("], dsn),
  ...any([":5432:", ":5433:", ":6432:", ":*:"], passwordFile),
  ...any(["<d>", "<p>", "<q>", "<dp>", "<dq>", "<inverseq>"], xmlKeyMember),
  ...any(['<add key="http', "<add key='http"], feedKey),
  ...any(["jdbc:oracle:", "sqlplus", "expdp", "impdp"], oracle),
  ...any(
    ["?sig=", "&sig=", "&x-amz-signature=", "&x-goog-signature=", "&signature=", "?signature="],
    parameter("signed-url", 20, true),
  ),
  ...any(["?code=", "&code="], parameter("url-key", 20, false)),
  ...any(
    ["?session=", "&session=", "?sid=", "&sid=", "?key=", "&key=", "?subscription-key=", "&api-key="],
    parameter("url-key", 20, false),
  ),
  ...[...commands, ...optionCommands, ...dialogues].map((row) => ({
    text: row.literal,
    exact: false,
    value: command(row),
  })),
  ...any([" -u", "--user", "--proxy-user"], userOption),
  ...any(
    [
      "--password-stdin",
      "sudo -S",
      "chpasswd",
      "--stdin",
      "--with-token",
      "passphrase-fd",
      "login -",
      "secrets create",
      "secrets versions add",
      "--data-file=-",
      "secret put",
      "secret set",
      " passwd",
      "kinit",
      " su -c",
      "cryptsetup",
      "p4 login",
      "wg pubkey",
    ],
    piped,
  ),
  ...any(["ConvertTo-SecureString"], pipedText),
  ...any(
    [
      ..."auth=( auth=[ auth( login( credentials( passwordauthentication( createuser( userpassword( auth=http addlogin".split(
        " ",
      ),
      ...["auth: [", "auth: ("],
    ],
    secondText,
  ),
  ...any(["insert into"], insert),
  ...any(["vault kv put", "vault kv patch", "vault write"], storedPairs),
  ...any(['"kty', "'kty"], webKey),
  ...any(['"d"', '"dp"', '"dq"', '"qi"', '"d\\', '"dp\\'], webKeyMember),
];

const tokens: readonly Entry[] = kinds.flatMap((kind) => {
  const value = token(compileKind(kind));
  return kind.starts.map((text) => ({ text, exact: true, value }));
});

/** What concerns more than its line, or must be decoded first: the line is looked at whatever the rule finds in it. */
const watched: readonly Entry[] = [
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
    ],
    (_text, _start, _end, sink) => watch(true, sink),
  ),
  ...any(["- value:", 'value":', 'value: "'], (text, start, _end, sink) =>
    watch(valueFirst(unled(restOfLine(text, lineStart(text, start), 700))) !== null, sink),
  ),
  // `334 Password:` of SMTP's AUTH LOGIN, in base64.
  ...any(["334 UGFzc3dvcmQ6"], (_text, _start, _end, sink) => (sink.next("password"), null)),
  ...any(['value": "', 'value":"', 'value\\":\\"'], storageKey),
  // The lines of an entry of netrc: its password comes behind.
  ...any(["login "], (text, start, end, sink) => {
    const from = lineStart(text, start);
    if (isLead(text.slice(from, start)) && /^\S{1,100}\s*$/.test(restOfLine(text, end, 120)))
      sink.next("password", "netrc");
    return null;
  }),
  ...any(['securestring"'], (_text, _start, _end, sink) => (sink.next("password", "member"), null)),
  ...any(["/t/"], pathToken),
  ...any(["following password"], (_text, _start, _end, sink) => (sink.next("password"), null)),
];

/** Inside of a mark that redaction wrote there is nothing to find. */
const mark: Rule = (text, start, end) => {
  if (text[start - 1] !== "[") return null;
  const close = text.indexOf("]", end);
  return close > end && close - end <= LONGEST_KIND && KIND_NAME.test(text.slice(end, close))
    ? close + 1
    : null;
};
const LONGEST_KIND = 36;
const KIND_NAME = /^[a-z\d_-]+$/;

const unled = (line: string): string => line.slice(leadOf(line));

function watch(holds: boolean, sink: Sink): null {
  if (holds) sink.watch?.();
  return null;
}

export const literals = new Literals<Rule>([
  { text: "redacted:", exact: true, value: mark },
  ...tokens,
  ...contexts,
  ...watched,
  ...vendorRules.map((entry) => ({ ...entry, exact: false })),
]);
