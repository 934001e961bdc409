import { insert, listedLetter, provenAccount, secondText, storedPairs, textAt } from "./arguments.js";
import { assignment } from "./assignments.js";
import { commands } from "./command-rows.js";
import { dialogues } from "./dialogue-rows.js";
import { command, piped, pipedText, userOption, webKey, webKeyMember } from "./commands.js";
import { feedKey, passwordFile, xmlKeyMember } from "./files.js";
import { any, type Entry, type Rule } from "./entry.js";
import { authorization, basic, bearer, cookie, sasl, session } from "./headers.js";
import { inputs } from "./input-rows.js";
import { kinds } from "./kinds/index.js";
import { vendorRules } from "./vendor-values.js";
import { Literals } from "./literals.js";
import { EXACT, NAMES, SPACED } from "./name-words.js";
import { PAIR_NAMES } from "./names.js";
import { logon } from "./logons.js";
import { optionCommands } from "./option-rows.js";
import { compileKind, type Shape } from "./shapes.js";
import { watched } from "./watched.js";
import { PAIR_WORDS, userAndPassword } from "./pairs.js";
import { dsn, parameter, userinfo } from "./urls.js";

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

const names = NAMES.split(" ");
/** A name that holds another literal is found by that. */
const pairs = PAIR_NAMES.filter((pair) => !names.some((name) => pair.includes(name)));

const contexts: readonly Entry[] = [
  ...any([...names, ...SPACED, ...pairs], assignment),
  ...EXACT.map((text) => ({ text, exact: true, value: assignment })),
  ...any(PAIR_WORDS, userAndPassword),
  ...any(["authorization"], authorization),
  ...any(["bearer "], bearer),
  ...any(["basic "], basic),
  ...any(["auth plain ", "authenticate plain "], sasl(true)),
  ...any(["auth login "], sasl(false)),
  ...any(["cookie"], cookie),
  ...any(
    [
      "_session=",
      "sessionid=",
      "phpsessid=",
      "jsessionid=",
      "connect.sid=",
      "asp.net_sessionid=",
      ".aspxauth=",
    ],
    session,
  ),
  ...any(["://"], userinfo),
  ...any(["@tcp(", "@unix("], dsn),
  ...any([":5432:", ":5433:", ":6432:", ":*:"], passwordFile),
  ...any(["<d>", "<p>", "<q>", "<dp>", "<dq>", "<inverseq>"], xmlKeyMember),
  ...any(['<add key="http', "<add key='http"], feedKey),
  ...any(["jdbc:oracle:", "sqlplus", "expdp", "impdp", "sqlldr", "sqlcl"], logon("tool")),
  ...any(["connect ", "conn "], logon("statement")),
  ...any(["userid=", "target ", "catalog ", "auxiliary ", " sql ", "/sql "], logon("word")),
  ...any(
    ["?sig=", "&sig=", "&x-amz-signature=", "&x-goog-signature=", "&signature=", "?signature="],
    parameter("signed-url", 20, true),
  ),
  ...any(["?code=", "&code="], parameter("url-key", 20, false)),
  ...any(
    [
      "?state=",
      "&state=",
      "?ticket=",
      "&ticket=",
      "?session=",
      "&session=",
      "?sid=",
      "&sid=",
      "?key=",
      "&key=",
      "?subscription-key=",
      "&api-key=",
    ],
    parameter("url-key", 20, false),
  ),
  ...[...commands, ...optionCommands, ...inputs, ...dialogues].map((row) => ({
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
      ..."ssh_askpass ssh-add saslpasswd2 smbpasswd passwd-on-stdin veracrypt gocryptfs ecryptfs unlock-keychain".split(
        " ",
      ),
      ...["htpasswd", "pass insert", "secret create", "realm join", "net ads join"],
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
  // php.net/manual, docs.oracle.com/javase (DriverManager), the drivers' own pages: user and password by their places.
  ...any(
    [
      ..."pdo->__construct( pdo\\connection->__construct( createpdoconnection( mysqli->__construct( mysqli_connect( mysql_connect(".split(
        " ",
      ),
      ..."mysql_pconnect( odbc_connect( imap_open( ftp_login( ssh2_auth_password( ldap_bind( drivermanager.getconnection(".split(
        " ",
      ),
      ..."pymysql.connect( mysqldb.connect(".split(" "),
      ...["new pdo(", "new mysqli("],
    ],
    textAt(3),
  ),
  ...any(["oci_connect(", "oci_pconnect("], textAt(2)),
  ...any(["db.auth(", "changeuserpassword("], textAt(2)),
  // Django's managers: user, address, password.
  ...any(["create_superuser(", "create_user("], textAt(3)),
  ...any(["mapnetworkdrive(", "usernamepasswordcredentialsimpl("], textAt(5)),
  ...any(["'-p", '"-p'], listedLetter),
  ...any(["insert into"], insert),
  ...any([" - valid credentials", " (pwn3d!)"], provenAccount),
  ...any(["vault kv put", "vault kv patch", "vault write"], storedPairs),
  ...any(['"kty', "'kty"], webKey),
  ...any(['"d"', '"dp"', '"dq"', '"qi"', '"d\\', '"dp\\'], webKeyMember),
];

const tokens: readonly Entry[] = kinds.flatMap((kind) => {
  const value = token(compileKind(kind));
  return kind.starts.map((text) => ({ text, exact: true, value }));
});

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

/** What is told by what stands around it, which the escapes of a string may hide. */
export const inContext: ReadonlySet<Rule> = new Set([...contexts, ...watched].map(({ value }) => value));

export const literals = new Literals<Rule>([
  { text: "redacted:", exact: true, value: mark },
  ...tokens,
  ...contexts,
  ...watched,
  ...vendorRules.map((entry) => ({ ...entry, exact: false })),
]);
