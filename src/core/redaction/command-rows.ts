/** What stands before the secret, anchored at the command; then the secret, in quotes or up to a blank. */
export interface Command {
  readonly literal: string;
  readonly before: RegExp | Options;
  /** Only what has letters and digits: the place is not sure. */
  readonly random?: boolean;
  /** Up to the line's end, blanks and all. */
  readonly rest?: boolean;
  /** Up to the quote that stands right before the literal. */
  readonly whole?: boolean;
  /** What the secret is made of, where it is neither in quotes nor ends at a blank. */
  readonly value?: RegExp;
}

/** Options whose value is a secret: behind a blank or `=`, or right behind where the option ends with `:` or `=`. */
export type Options = readonly string[];
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
  {
    literal: "ldap",
    before: /^ldap(?:search|add|modify|delete|passwd|whoami)\s(?:[^|;\n]{0,300}\s)?-w\s?(?=[^\s-])/i,
  },
  { literal: "twine ", before: /^twine\s(?:[^|;\n]{0,200}\s)?-p\s/i },
  { literal: "zip ", before: /^zip\s(?:[^|;\n]{0,200}\s)?-P\s?/ },
  { literal: "7z", before: /^7za?\s(?:[^|;\n]{0,200}\s)?-p(?=\S)/i },
  { literal: "sqlcmd", before: /^sqlcmd\s(?:[^|;\n]{0,200}\s)?-P\s?/ },
  { literal: "bcp ", before: /^bcp\s(?:[^|;\n]{0,200}\s)?-P\s?/ },
  { literal: "smbclient", before: /^smbclient\s(?:[^|;\n]{0,200}\s)?-U\s["']?[\w.\\@-]{1,60}%/ },
  {
    literal: "rabbitmqctl",
    before: /^rabbitmqctl\s(?:-\w+\s\S+\s){0,3}(?:add_user|change_password)\s\S{1,60}\s/i,
  },
  { literal: "vault login", before: /^vault login\s(?:-\S+\s){0,4}/i, random: true },
  { literal: "cf auth", before: /^cf auth\s\S{1,80}\s/i },
  { literal: "net use", before: /^net use\s(?:[^|;\n]{0,200}\s)?\/user:\S{1,80}\s(?!\/)/i },
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
  // A line of the file of cookies that curl and wget write.
  {
    literal: "\tTRUE\t",
    before: /^\tTRUE\t\/\S{0,80}\t(?:TRUE|FALSE)\t\d{1,12}\t[^\t\n]{1,80}\t/,
  },
  {
    literal: "\tFALSE\t",
    before: /^\tFALSE\t\/\S{0,80}\t(?:TRUE|FALSE)\t\d{1,12}\t[^\t\n]{1,80}\t/,
  },
  { literal: "auth-pass ", before: /^auth-pass [\w.-]{1,60} (?=\S)/ },
  { literal: "insecure-password ", before: /^insecure-password / },
  { literal: "stats auth ", before: /^stats auth [\w.@-]{1,60}:(?=\S)/ },
  { literal: "slmgr", before: /^slmgr(?:\.vbs)?\s(?:\/\/\w{1,10}\s)?[/-]ipk\s/i },
  { literal: "UNITY_SERIAL", before: /^UNITY_SERIAL\s?[=:]\s?/ },
  // What Azure's services list beside their connection strings.
  { literal: "primaryKey", before: /^primaryKey["']?\s?[:=]\s?["']?(?=[\w+/]{40,90}=)/i },
  { literal: "secondaryKey", before: /^secondaryKey["']?\s?[:=]\s?["']?(?=[\w+/]{40,90}=)/i },
  { literal: "-otp", before: /^-otp[ =](?=\d{6,8}\b)/ },
  { literal: "curl ", before: /^curl\s(?:[^|;\n]{0,300}\s)?(?:-b\s?|--cookie[ =])(?=["']?[\w.-]{1,60}=)/ },
  { literal: "--arg ", before: /^--arg \w{0,30}(?:password|token|secret|key) /i },
  { literal: "doctl auth", before: /^doctl auth\s(?:[^|;\n]{0,100}\s)?-t\s/i },
  { literal: "plink", before: /^plink(?:\.exe)?\s(?:[^|;\n]{0,200}\s)?-pw\s/i },
  { literal: "pscp", before: /^pscp(?:\.exe)?\s(?:[^|;\n]{0,200}\s)?-pw\s/i },
  { literal: "openssl enc", before: /^openssl enc\s(?:[^|;\n]{0,200}\s)?-[kK]\s/ },
  {
    literal: "lftp",
    before: /^lftp\s(?:(?:[^|;\n"']|"[^"\n]{0,200}"|'[^'\n]{0,200}'){0,200}\s)?-u\s["']?[\w.@-]{1,60},/i,
  },
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
  { literal: "pass:", before: /^pass:(?=\S)/, whole: true },
  { literal: "--from-literal", before: /^--from-literal[= ]["']?[\w.-]{1,80}=/ },
  { literal: "add-mask::", before: /^add-mask::/, rest: true },
  { literal: "issecret=true", before: /^issecret=true[^\]\n]{0,60}\]/i, rest: true },
  {
    literal: "task.setvariable ",
    before: /^task\.setvariable variable=\w*(?:passw|token|secret|key|pwd|credential)\w*(?:;\w+=\w+)*\]/i,
    rest: true,
  },
  { literal: "task.setsecret]", before: /^task\.setsecret\]/i, rest: true },
  {
    literal: "SetEnvironmentVariable(",
    before: /^SetEnvironmentVariable\(["'][\w.]*(?:passw|secret|token|key|pwd)\w*["'],\s?/i,
  },
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
  { literal: "auth xoauth2 ", before: /^auth xoauth2 (?=[\w+/=]{16})/i },
  // FTP's and POP's, as curl prints them.
  { literal: "> PASS ", before: /^> PASS (?=[^\s/.]{4,200}\s*$)/ },
  { literal: "identified by ", before: /^identified by (?:password )?(?=['"])/i },
  { literal: "machine ", before: /^machine \S{1,200} login \S{1,100} password /i },
  { literal: "default login", before: /^default login \S{1,100} password /i },
  { literal: "login ", before: /^login \S{1,100} password (?=\S)/i, random: true },
  // The place among the arguments tells.
  { literal: "poetry config", before: /^poetry config\s(?:--\w+\s)?pypi-token\.\S{1,60}\s/ },
  {
    literal: "composer config",
    before:
      /^composer config\s(?:--?\w+\s)*(?:github-oauth|gitlab-token|gitlab-oauth|bearer|bitbucket-oauth)\.\S{1,80}\s/,
  },
  { literal: "npm token revoke", before: /^npm token revoke\s/ },
  { literal: "nuget push", before: /^nuget push\s\S{1,200}\s(?=[\w-]{20})/i, random: true },
  { literal: "openssl passwd", before: /^openssl passwd\s(?:-\w{1,8}\s){0,4}/i, random: true },
  { literal: "wpa_passphrase", before: /^wpa_passphrase\s["']?[\w .-]{1,32}["']?\s/ },
  { literal: "dev wifi connect", before: /^dev wifi connect\s.{1,60}?\spassword\s/ },
  { literal: "smbclient", before: /^smbclient\s\/\/[\w.-]{1,80}\/\S{1,80}\s(?!-)/, random: true },
  { literal: "net ads", before: /^net ads\s(?:[^|;\n]{0,100}\s)?-U\s["']?[\w.\\@-]{1,60}%/ },
  { literal: "rpcclient", before: /^rpcclient\s(?:[^|;\n]{0,100}\s)?-U\s["']?[\w.\\@-]{1,60}%/ },
  { literal: "wbinfo", before: /^wbinfo\s(?:[^|;\n]{0,100}\s)?-a\s["']?[\w.\\@-]{1,60}%/ },
  { literal: "net use", before: /^net use\s(?:[A-Z*]:?\s)?\\\\\S{1,120}\s(?!\/)/i, random: true },
  {
    literal: "bitsadmin",
    before: /^bitsadmin\s.{0,80}\/setcredentials\s\S{1,60}\s\S{1,20}\s\S{1,20}\s\S{1,60}\s/i,
  },
  {
    literal: "pulumi config set",
    before: /^pulumi config set\s(?:--?\w+\s){0,4}[\w:.-]*(?:passw|secret|token|key)[\w:.-]*\s(?!-)/i,
  },
  {
    literal: "pulumi config set",
    before: /^pulumi config set\s(?:--\w+\s){0,4}--secret\s(?:--\w+\s){0,4}[\w:.-]{1,80}\s(?!-)/i,
  },
  { literal: "secrets set", before: /^secrets set\s(?:--?\w+\s){0,4}[A-Z][A-Z\d_]{2,60}[ =]/, random: true },
  { literal: "config set token ", before: /^config set token / },
  { literal: "configure set token ", before: /^configure set token / },
  { literal: "op signin", before: /^op signin\s\S{1,80}\s\S{1,80}\s(?!-)/, random: true },
  { literal: "bw login", before: /^bw login\s\S{1,80}\s(?!-)/ },
  { literal: "bw unlock", before: /^bw unlock\s(?!-)/ },
  { literal: "sops --set", before: /^sops --set\s'\[[^'\n]{1,200}\]\s"/ },
  { literal: "encrypt_string", before: /^encrypt_string\s(?:--\w[\w-]*\s\S{1,60}\s){0,3}(?!-)/ },
  { literal: "create-user", before: /^create-user\s[\w.@-]{1,60}\s(?!-)/, random: true },
  { literal: "mosquitto_passwd", before: /^mosquitto_passwd\s(?:-\w\s){0,3}\S{1,120}\s\S{1,60}\s/ },
  { literal: "initial-password", before: /^initial-password\s(?!-)/ },
  { literal: ".logon", before: /^\.logon\s[\w./-]{1,80},/ },
  { literal: "isql ", before: /^isql\s[\w.-]{1,60}\s[\w.-]{1,60}\s(?!-)/, random: true },
  { literal: "pserver:", before: /^pserver:[\w.-]{1,60}:(?=[^@\s]{3,100}@)/, value: /^[^@\s]{3,100}/ },
  { literal: "mc config host add", before: /^mc config host add\s\S{1,80}\s\S{1,200}\s\S{1,80}\s/i },
  { literal: "b2 authorize", before: /^b2 authorize[-_]account\s\S{1,60}\s/ },
  { literal: "b2 account authorize", before: /^b2 account authorize\s\S{1,60}\s/ },
  { literal: "service install", before: /^service install\s(?=[\w=-]{30})/, random: true },
  { literal: "basic-auth", before: /^basic-auth[ =]["']?[\w.@-]{1,60}:/ },
  { literal: "token revoke", before: /^token revoke\s(?:-\w+\s){0,2}/, random: true },
  {
    literal: "rclone config create",
    before: /^rclone config create\s.{1,200}?\s(?:pass|password|secret_access_key|token)[ =]/,
  },
  { literal: "user_pw", before: /^user_pw\s/ },
  { literal: "owner_pw", before: /^owner_pw\s/ },
  { literal: "--encrypt ", before: /^--encrypt (?=\S{6,60} \S{1,60} (?:40|128|256) )/ },
  { literal: "impacket-", before: /^impacket-\w+\s["']?[\w./-]{1,80}:(?=[^@\s]{3,80}@)/ },
  { literal: "env:set", before: /^env:set\s[A-Z][A-Z\d_]{2,60}\s/, random: true },
  { literal: "curl ", before: /^curl\s(?:[^|;\n]{0,300}\s)?(?:-E\s?|--cert[ =])["']?[\w./-]{1,120}:/ },
  { literal: "http -a ", before: /^http -a ["']?[\w.@-]{1,60}:/ },
  { literal: "https -a ", before: /^https -a ["']?[\w.@-]{1,60}:/ },
  { literal: "xh -a ", before: /^xh -a ["']?[\w.@-]{1,60}:/ },
  { literal: "--auth ", before: /^--auth ["']?[\w.@-]{1,60}:(?!\/\/)/, random: true },
  { literal: " -auth ", before: /^ -auth ["']?[\w.@-]{1,60}:(?!\/\/)/, random: true },
  { literal: "--auth=", before: /^--auth=["']?[\w.@-]{1,60}:(?!\/\/)/, random: true },
  { literal: "bearer -a ", before: /^bearer -a /, random: true },
];
