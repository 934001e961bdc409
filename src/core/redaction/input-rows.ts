import type { Command } from "./command-rows.js";

const STORED =
  /^(?:consul kv put|etcdctl put|redis-cli\s(?:[^|;\n]{0,100}\s)?set)\s(?:-\S+\s){0,4}["']?[\w.:/-]{0,120}(?:password|passwd|passphrase|secret|token|api[_-]?key)["']?\s(?![-@])/i;

/** `--name NAME --value VALUE`: the option before says what the value is. */
const NAMED_SECRET =
  /^(?:--(?:name|key)|iscsiadm\s[^|;\n]{0,250}\s-n)[ =]["']?[\w.:/-]{0,120}(?:password|passwd|passphrase|secret|token|api[_-]?key)(?:[_-]in)?["']?\s(?:--value|-v)[ =](?!-)/i;

/** Secrets that are given to a tool by its place among the arguments, a here string, or a process for standard input. */
export const inputs: readonly Command[] = [
  {
    literal: "htpasswd",
    before: /^htpasswd\s(?:-\w{1,6}\s){1,3}(?:[^\s|;]{1,200}\s)?[\w.@-]{1,60}\s/i,
    random: true,
  },
  // `-b` says that the password follows, `-n` that no file does.
  {
    literal: "htpasswd",
    before:
      /^htpasswd\s(?:-\w{1,6}\s(?:\d{1,2}\s)?){0,3}-(?=\w{0,6}b)(?!\w{0,6}n)\w{1,6}\s(?:-\w{1,6}\s(?:\d{1,2}\s)?){0,3}[^\s|;-][^\s|;]{0,200}\s["']?[\w.@-]{1,60}["']?\s/,
  },
  {
    literal: "htpasswd",
    before:
      /^htpasswd\s(?:-\w{1,6}\s(?:\d{1,2}\s)?){0,3}-(?=\w{0,6}b)(?=\w{0,6}n)\w{1,6}\s(?:-\w{1,6}\s(?:\d{1,2}\s)?){0,3}["']?[\w.@][\w.@-]{0,60}["']?\s/,
  },
  // A here string or a process in the place of standard input.
  { literal: "<<<", before: /^<<< ?(?=["']?[^\s"'$]{6,200}["']?\s*(?:$|[;&|]))/, random: true },
  { literal: "-stdin", before: /^-stdin\b[^|;\n]{0,120}<<<\s?(?=["'])/ },
  {
    literal: "<(printf ",
    before: /^<\(printf (?:["'](?:%s(?:\\n)?){1,2}["'] )?["']?(?:[\w.@-]{1,60}\\n)?/,
    value: /^[^\\'"\n]{3,200}/,
    random: true,
  },
  { literal: "<(echo ", before: /^<\(echo (?:-[ne]{1,2} )?["']?(?:[\w.@-]{1,60}\\n)?/, random: true },
  { literal: "password-command", before: /^password-command[ =]["']?echo /, random: true },
  {
    literal: "doveadm auth ",
    before: /^doveadm auth (?:test|login)\s(?:-\w\s\S{1,60}\s){0,3}[\w.@+-]{1,80}\s(?!-)/,
  },
  // The place among the arguments tells.
  { literal: "admin-password ", before: /^admin-password\s(?:--\S+\s){0,3}(?=[^\s-]\S{2,100}\s*$)/ },
  { literal: "user:password ", before: /^user:password\s["']?[\w.@-]{1,60}["']?\s(?!-)/ },
  {
    literal: "_config/admins/",
    before: /^_config\/admins\/[\w.-]{1,60}["']?\s(?:[^|;\n]{0,200}\s)?-d\s["']{1,2}/,
    value: /^[^"'\n]{3,200}/,
  },
  { literal: "add-user.", before: /^add-user\.(?:sh|bat)\s(?:--?\w+\s){0,3}[\w.@]{1,60}\s(?!-)/ },
  { literal: "addauth digest ", before: /^addauth digest ["']?[\w.@-]{1,60}:(?!pass(?:word)?\b)/ },
  // WebLogic's scripts: user, password, and an address of its own protocol.
  {
    literal: "connect(",
    before: /^connect\(["'][\w.@-]{1,60}["'],\s?["'](?=[^"'\n]{3,100}["'],\s?["']t3s?:)/,
    value: /^[^"'\n]{3,100}/,
  },
  // The key says what is stored under it.
  ...["consul kv put ", "etcdctl put ", "redis-cli "].map((literal) => ({ literal, before: STORED })),
  ...["--name", "--key", "iscsiadm "].map((literal) => ({ literal, before: NAMED_SECRET })),
  {
    literal: "ssm put-parameter",
    before: /^ssm put-parameter\s(?=.{0,380}\bSecureString\b)(?:[^|;\n]{0,300}\s)?--value[= ]/,
  },
  // A text that is sent to where a password is changed.
  {
    literal: "curl ",
    before:
      /^curl\s(?=.{0,390}text\/plain)(?=.{0,390}password(?![\w-]))(?:[^|\n]{0,300}\s)?(?:-d|--data(?:-raw|-binary)?)[ =](?=["'])/,
  },
  // A prompt and its answer in one line of a script.
  {
    literal: "assword",
    before: /^assword:? ?\*?["']\s\{?\s?send\s(?:-- )?["'](?=[^"'\n]{3,100}\\[rn]["'])/,
    value: /^[^"'\\\n]{3,100}/,
  },
  // Azure's keys of storage: 64 bytes, as `--output yaml` has them.
  { literal: "value: ", before: /^value: (?=[\w+/]{86}==\s*$)/ },
];
