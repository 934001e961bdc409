import type { Sink } from "./assignments.js";
import { lineEnd, lineStart, restOfLine, withoutEnd } from "./chars.js";
import { isPlaceholder, looksSecret } from "./values.js";

/** How far behind a command's name its password may stand. */
const REACH = 400;
/** What stands before the secret, anchored at the command; then the secret, in quotes or up to a blank. */
interface Command {
  readonly literal: string;
  readonly before: RegExp;
  /** Only what has letters and digits: the place is not sure. */
  readonly random?: boolean;
}

/** Options of tools whose letter says nothing by itself (the tools' own manual pages). */
export const commands: readonly Command[] = [
  {
    literal: "mysql",
    before: /^mysql(?:dump|admin|import|show|check|sh|_upgrade)?\s(?:[^|;\n]{0,200}\s)?-p(?=\S)/i,
  },
  { literal: "mariadb", before: /^mariadb(?:-\w+)?\s(?:[^|;\n]{0,200}\s)?-p(?=\S)/i },
  { literal: "login ", before: /^login\s(?:[^|;\n]{0,300}\s)?-p[ =]?/i },
  { literal: "sshpass", before: /^sshpass\s(?:-[a-oq-z]\s)?-p\s?/i },
  { literal: "mongo", before: /^mongo(?:sh|dump|restore|import|export)?\s(?:[^|;\n]{0,200}\s)?-p\s/i },
  { literal: "redis-cli", before: /^redis-cli\s(?:[^|;\n]{0,200}\s)?-a\s/i },
  { literal: "ldap", before: /^ldap(?:search|add|modify|delete|passwd|whoami)\s(?:[^|;\n]{0,300}\s)?-w\s/i },
  { literal: "twine ", before: /^twine\s(?:[^|;\n]{0,200}\s)?-p\s/i },
  { literal: "zip ", before: /^zip\s(?:[^|;\n]{0,200}\s)?-P\s?/ },
  { literal: "7z", before: /^7za?\s(?:[^|;\n]{0,200}\s)?-p(?=\S)/i },
  { literal: "sqlcmd", before: /^sqlcmd\s(?:[^|;\n]{0,200}\s)?-P\s?/ },
  { literal: "bcp ", before: /^bcp\s(?:[^|;\n]{0,200}\s)?-P\s?/ },
  {
    literal: "htpasswd",
    before: /^htpasswd\s(?:-\w{1,6}\s){1,3}(?:[^\s|;]{1,200}\s)?[\w.@-]{1,60}\s/i,
    random: true,
  },
  { literal: "smbclient", before: /^smbclient\s(?:[^|;\n]{0,200}\s)?-U\s["']?[\w.\\@-]{1,60}%/ },
  {
    literal: "rabbitmqctl",
    before: /^rabbitmqctl\s(?:-\w+\s\S+\s){0,3}(?:add_user|change_password)\s\S{1,60}\s/i,
  },
  { literal: "vault login", before: /^vault login\s(?:-\S+\s){0,4}/i, random: true },
  { literal: "cf auth", before: /^cf auth\s\S{1,80}\s/i },
  { literal: "net use", before: /^net use\s(?:[^|;\n]{0,200}\s)?\/user:\S{1,80}\s/i },
  { literal: "http-basic.", before: /^http-basic\.\S{1,80}\s\S{1,80}\s/i },
  { literal: "keychain", before: /^keychain\s(?:[^|;\n]{0,100}\s)?-p\s/i },
  { literal: "security import", before: /^security import\s(?:[^|;\n]{0,200}\s)?-P\s/ },
  { literal: "partition-list", before: /^partition-list\s(?:[^|;\n]{0,200}\s)?-k\s/ },
  { literal: "ssh-keygen", before: /^ssh-keygen\s(?:[^|;\n]{0,200}\s)?-[NP]\s/ },
  { literal: "nuget", before: /^nuget(?:\.exe)?\s(?:[^|;\n]{0,200}\s)?-k\s/i },
  { literal: "nuget", before: /^nuget(?:\.exe)?\s(?:add|update|sources?)\s(?:[^|;\n]{0,200}\s)?-p\s/i },
  { literal: "conan user", before: /^conan user\s(?:[^|;\n]{0,200}\s)?-p\s/i },
  { literal: "cqlsh", before: /^cqlsh\s(?:[^|;\n]{0,200}\s)?-p\s/i },
  { literal: "mosquitto_", before: /^mosquitto_(?:pub|sub|rr)\s(?:[^|;\n]{0,200}\s)?-P\s/ },
  { literal: "ipmitool", before: /^ipmitool\s(?:[^|;\n]{0,200}\s)?-P\s/ },
  { literal: "snmp", before: /^snmp(?:walk|get|getnext|bulkwalk|bulkget|set)\s(?:[^|;\n]{0,200}\s)?-[AX]\s/ },
  { literal: "freerdp", before: /^freerdp\s(?:[^|;\n]{0,200}\s)?\/p:/i },
  { literal: "mysqladmin", before: /^mysqladmin\s(?:[^|;\n]{0,200}\s)?password\s/i },
  { literal: "oauth2-bearer", before: /^oauth2-bearer[ =]/i },
  { literal: "-creds", before: /^-creds[ =]["']?[^\s:"']{1,80}:/i },
  { literal: "curl ", before: /^curl\s(?:[^|;\n]{0,300}\s)?(?:-b\s?|--cookie[ =])(?=["']?[\w.-]{1,60}=)/ },
  { literal: "--arg ", before: /^--arg \w{0,30}(?:password|token|secret|key) /i },
  { literal: "doctl auth", before: /^doctl auth\s(?:[^|;\n]{0,100}\s)?-t\s/i },
  { literal: "plink", before: /^plink(?:\.exe)?\s(?:[^|;\n]{0,200}\s)?-pw\s/i },
  { literal: "pscp", before: /^pscp(?:\.exe)?\s(?:[^|;\n]{0,200}\s)?-pw\s/i },
  { literal: "openssl enc", before: /^openssl enc\s(?:[^|;\n]{0,200}\s)?-[kK]\s/ },
  { literal: "lftp", before: /^lftp\s(?:[^|;\n]{0,200}\s)?-u\s["']?[\w.@-]{1,60},/i },
  {
    literal: "bundle config",
    before: /^bundle config\s(?:--?\w+\s|set\s){0,4}[\w./:-]{3,100}\s[\w.@-]{1,60}:/i,
  },
  { literal: "signtool", before: /^signtool(?:\.exe)?["']?\s(?:[^|;\n]{0,300}\s)?[/-]p\s/i },
  { literal: "certutil", before: /^certutil(?:\.exe)?\s(?:[^|;\n]{0,300}\s)?-p\s/i },
  { literal: "schtasks", before: /^schtasks(?:\.exe)?\s(?:[^|;\n]{0,300}\s)?\/r?p\s/i },
  { literal: "psexec", before: /^psexec(?:64)?(?:\.exe)?\s(?:[^|;\n]{0,300}\s)?-p\s/i },
  { literal: "net user", before: /^net user\s[\w.-]{1,60}\s(?![/*])/i, random: true },
  { literal: "AzureSignTool", before: /^azuresigntool(?:\.exe)?\s(?:[^|;\n]{0,380}\s)?-kvs\s/i },
  { literal: "osslsigncode", before: /^osslsigncode\s(?:[^|;\n]{0,300}\s)?-pass\s/i },
  { literal: "altool", before: /^altool\s(?:[^|;\n]{0,300}\s)?-p\s/i },
  { literal: "authtoken ", before: /^authtoken\s(?=\S{20})/i, random: true },
  { literal: "cargo login", before: /^cargo login\s(?:--\S+\s(?:[^-\s]\S*\s)?){0,2}/i, random: true },
  { literal: "snyk auth", before: /^snyk auth\s/i, random: true },
  { literal: "mc alias set", before: /^mc alias set\s\S{1,80}\s\S{1,200}\s\S{1,80}\s/i },
  { literal: "rclone obscure", before: /^rclone obscure\s/i },
  { literal: "requirepass ", before: /^requirepass\s(?=\S)/i },
  { literal: "masterauth ", before: /^masterauth\s(?=\S)/i },
  { literal: "chpasswd", before: /^chpasswd\s(?:-\w\s){0,2}<<<\s?["']?[\w.-]{1,60}:/i },
  { literal: "kinit", before: /^kinit\s.{0,80}<<<\s?/i },
  // openssl's and keytool's sources of passwords.
  { literal: "pass:", before: /^pass:(?=\S)/ },
  { literal: "--from-literal", before: /^--from-literal[= ]["']?[\w.-]{1,80}=/ },
  { literal: "add-mask::", before: /^add-mask::/ },
  { literal: "issecret=true", before: /^issecret=true[^\]\n]{0,60}\]/i },
  {
    literal: "task.setvariable ",
    before: /^task\.setvariable variable=\w*(?:passw|token|secret|key|pwd|credential)\w*(?:;\w+=\w+)*\]/i,
  },
  { literal: "task.setsecret]", before: /^task\.setsecret\]/i },
  {
    literal: "ConvertTo-SecureString",
    before: /^ConvertTo-SecureString\s(?:(?:-String|-AsPlainText|-Force)\s){0,3}/i,
  },
  { literal: "NetworkCredential", before: /^NetworkCredential(?:\]::new)?\(\s?["'][^"'\n]{1,80}["'],\s?/i },
  { literal: "unseal key", before: /^unseal key(?: \d{1,2})?(?: \([^)\n]{1,40}\))?: /i },
  { literal: "recovery key", before: /^recovery key(?: \d{1,2})?: /i, random: true },
  { literal: "operator unseal", before: /^operator unseal\s(?:-\S+\s){0,4}/i, random: true },
  { literal: "identified with ", before: /^identified with \w{1,40} (?:by|as) (?=['"])/i },
  // RFC 4954, 4 and RFC 4616.
  { literal: "auth plain ", before: /^auth plain (?=[\w+/=]{8})/i },
  { literal: "auth xoauth2 ", before: /^auth xoauth2 (?=[\w+/=]{16})/i },
  // FTP's and POP's, as curl prints them.
  { literal: "> PASS ", before: /^> PASS (?=[^\s/.]{4,200}\s*$)/ },
  { literal: "auth login ", before: /^auth login (?=[\w+/=]{8})/i },
  { literal: "identified by ", before: /^identified by (?:password )?(?=['"])/i },
  { literal: "machine ", before: /^machine \S{1,200} login \S{1,100} password /i },
  { literal: "default login", before: /^default login \S{1,100} password /i },
  { literal: "login ", before: /^login \S{1,100} password (?=\S)/i, random: true },
  { literal: "temporary password", before: /^temporary password[^:\n]{0,80}: /i },
];

export const command =
  ({ before, random }: Command) =>
  (text: string, start: number, _end: number, sink: Sink): number | null => {
    const window = restOfLine(text, start, REACH);
    const found = before.exec(window)?.[0];
    if (found === undefined) return null;
    const secret = /^(?:"([^"]+)"?|'([^']+)'?|([^\s"']+))/.exec(window.slice(found.length));
    const value = secret?.[1] ?? secret?.[2] ?? secret?.[3];
    if (!secret || value === undefined) return null;
    if (value.length < 3 || value.startsWith("-") || isPlaceholder(value) || (random && !looksSecret(value)))
      return null;
    const from = start + found.length + (secret[3] === undefined ? 1 : 0);
    const bare = secret[3] === undefined ? value : withoutEnd(value, "),;]");
    sink.add(from, from + bare.length, "password");
    return from + bare.length;
  };

/** `curl -u user:password`, `--proxy-user user:password`, and their like. */
export function userOption(text: string, start: number, end: number, sink: Sink): number | null {
  const line = text.slice(lineStart(text, start), start);
  if (
    !text.startsWith("--proxy-user", start) &&
    !/\b(?:curl|http|https|wget|jf|jfrog|hey|ab|k6)\b/i.test(line)
  )
    return null;
  const found = /^[ =]?\s{0,3}["']?[^\s:"'|]{0,80}:/.exec(text.slice(end, end + 100));
  if (!found) return null;
  const from = end + found[0].length;
  const quote = /["']/.exec(found[0])?.[0];
  const value = (quote ? /^[^"'\n]+/ : /^[^\s"']+/).exec(
    text.slice(from, Math.min(lineEnd(text, from), from + REACH)),
  )?.[0];
  if (value === undefined || isPlaceholder(value) || value.startsWith("//")) return null;
  sink.add(from, from + value.length, "password");
  return from + value.length;
}

/** `echo PASSWORD | docker login --password-stdin`, `echo PASSWORD | sudo -S`. */
export function piped(text: string, start: number, _end: number, sink: Sink): number | null {
  const from = lineStart(text, start);
  const line = text.slice(from, start);
  const found =
    /\b(?:echo|printf)\s+(?:-\w\s+|['"]?%s(?:\\n)?['"]?\s+)?(["']?)([^\s"'|$<>][^\s"'|]{3,})\1\s*\|[^|]{0,200}$/.exec(
      line,
    );
  if (!found || found[2] === undefined || isPlaceholder(found[2])) return null;
  // `user:password | chpasswd`
  const user = text.startsWith("chpasswd", start) ? found[2].indexOf(":") + 1 : 0;
  const at = from + found.index + found[0].indexOf(found[2]);
  sink.add(at + user, at + found[2].length, "password");
  return null;
}

/** `"PASSWORD" | ConvertTo-SecureString`. */
export function pipedText(text: string, start: number, _end: number, sink: Sink): number | null {
  const from = lineStart(text, start);
  const found = /(["'])([^"'\n]{4,200})\1\s{0,3}\|\s{0,3}$/.exec(text.slice(from, start));
  const value = found?.[2];
  if (!found || value === undefined || isPlaceholder(value)) return null;
  sink.add(from + found.index + 1, from + found.index + 1 + value.length, "password");
  return null;
}

/** How far behind `kty` the members of a key may stand, and how much further is read at once. */
const [KEY_AHEAD, KEY_WINDOW] = [6_000, 8_000];
let looked: { sink: Sink | null; text: string; to: number } = { ...{ sink: null, text: "", to: 0 } };

/** The private members of a JSON Web Key (RFC 7518, 6.2.2, 6.3.2 and 6.4.1). */
export function webKey(text: string, start: number, _end: number, sink: Sink): number | null {
  // What the last look saw of it and of much that follows is not looked at again.
  if (looked.sink === sink && looked.text === text && start + KEY_AHEAD <= looked.to) return null;
  const from = Math.max(lineStart(text, start), start - 4_000);
  const window = text.slice(from, start) + restOfLine(text, start, KEY_WINDOW);
  looked = { sink, text, to: start + KEY_WINDOW };
  for (const found of window.matchAll(
    /"(?:[dpqk]|dp|dq|qi)\\{0,7}"\s{0,3}:\s{0,3}\\{0,7}"([\w+/=-]{16,})/g,
  )) {
    const value = found[1] as string;
    const at = from + found.index + found[0].length - value.length;
    sink.add(at, at + value.length, "private-key");
  }
  return null;
}

/** The same in a document of a line a member, where its length tells it from others. */
export function webKeyMember(text: string, _start: number, end: number, sink: Sink): number | null {
  const found = /^\\{0,7}\s{0,3}:\s{0,3}\\{0,7}"([\w-]{40,})\\{0,7}"/.exec(text.slice(end, end + 1_000));
  if (found?.[1] === undefined) return null;
  const from = end + found[0].indexOf(found[1]);
  sink.add(from, from + found[1].length, "private-key");
  return from + found[1].length;
}
