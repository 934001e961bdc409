import type { Command } from "./command-rows.js";

/** What stands before a secret in dialogues, files of daemons and devices, and in what tools print. */
export const dialogues: readonly Command[] = [
  // Dialogues of mail, FTP, Redis; files of daemons and of network devices.
  { literal: "C: PASS ", before: /^C: PASS (?=\S{4,200}\s*$)/ },
  { literal: "-> PASS ", before: /^-> PASS (?=\S{4,200}\s*$)/ },
  { literal: "quote PASS ", before: /^quote PASS /i },
  {
    literal: " LOGIN ",
    // A server's list of mechanisms goes on with names, too (RFC 4422).
    before:
      /^ LOGIN (?!(?:S?CRAM|DIGEST|X?OAUTH\w*|GSSAPI|NTLM|EXTERNAL|PLAIN)\b)["']?[\w.@-]{1,60}["']? (?!PASSWORD)/,
    random: true,
  },
  { literal: " LOGIN ", before: /^ LOGIN "?[\w.@+-]{1,80}"? (?=")/ },
  // RESP (redis.io, protocol specification), with a user or without.
  {
    literal: "AUTH\\r\\n$",
    before: /^AUTH\\r\\n\$\d{1,3}\\r\\n(?:(?!\d)[^\\]{1,80}\\r\\n\$\d{1,3}\\r\\n)?/i,
    value: /^[^\\]{3,200}(?=\\r)/,
  },
  { literal: ' LOGIN "', before: /^ LOGIN "[^"\n]{1,80}" (?=")/ },
  { literal: "> AUTH ", before: /^> AUTH (?:[\w-]{1,30} )?(?=[^\s"']{6,200}\s*$)/i },
  { literal: '"AUTH" "', before: /^"AUTH" "(?:[^"\n]{1,60}" ")?/i },
  { literal: "hello 3 auth ", before: /^hello 3 auth \S{1,40} /i },
  { literal: " on >", before: /^ on >(?=\S)/, random: true },
  { literal: " on >", before: /^ on >(?=\S{3,100} [~+&%#>])/ },
  { literal: "auth cram-md5 ", before: /^auth cram-md5 (?=[\w+/=]{16})/i },
  { literal: "identified by ", before: /^identified by (?=[^\s'"();]{6,60}(?:;|\s|$))/i, random: true },
  { literal: "set password for ", before: /^set password for .{1,120}? ?= ?(?=['"])/i },
  { literal: "pgp_sym_", before: /^pgp_sym_(?:en|de)crypt\([^,'\n]{1,80},\s?(?=')/i },
  { literal: "crypt('", before: /^crypt\((?=')/i, random: true },
  { literal: "pragma ", before: /^pragma (?:re|hex)?key\s?=\s?(?=['"])/i },
  { literal: "attach ", before: /^attach (?:database )?'[^'\n]{1,200}' as \w{1,40} key (?=')/i },
  { literal: "rootpw ", before: /^rootpw\s{1,8}(?=[^\s{]\S{2,200}\s*$)/ },
  { literal: "rootpw\t", before: /^rootpw\s{1,8}(?=[^\s{]\S{2,200}\s*$)/ },
  { literal: "bindpw ", before: /^bindpw\s{1,8}(?=\S{3,200}\s*$)/ },
  {
    literal: "user_",
    before: /^user_(?!agent|id|name|data|dir|type|ref)\w{1,40}="(?=[^"\s]{6,60}"[\s;])/,
    random: true,
  },
  { literal: "honeycomb-team", before: /^honeycomb-team["']?[:=] ?["']?/i, random: true },
  { literal: "jfrog-art-api", before: /^jfrog-art-api["']?[:=] ?["']?/i, random: true },
  { literal: "bearer, ", before: /^bearer, (?=\S{16})/i, random: true },
  { literal: "/incomingwebhooks/", before: /^\/incomingwebhooks\/(?=[\da-f-]{36})/i },
  { literal: "/hooks/", before: /^\/hooks\/[\da-f]{17,24}\/(?=\w{30})/i },
  // `0` says that it is as it was typed.
  { literal: "secret 0 ", before: /^secret 0 (?=\S{3})/ },
  { literal: "password 0 ", before: /^password 0 (?=\S{3})/ },
  { literal: "authentication-key ", before: /^authentication-key \d{1,5} md5 (?:[07] )?(?=\S{3})/i },
  { literal: "plain-text-password-value ", before: /^plain-text-password-value (?=\S{3})/ },
  { literal: "snmp community ", before: /^snmp community (?=\S{3,60} authorization )/ },
  // Postfix's table of relays.
  ...["]:25 ", "]:465 ", "]:587 ", "]:2525 "].map((literal) => ({
    literal,
    before: /^\]:\d{2,4}\s{1,8}[\w.@+-]{1,80}:(?=\S{3,200}\s*$)/,
  })),
  { literal: "isakmp key ", before: /^isakmp key (?:\d )?/i, random: true },
  { literal: "community ", before: /^community (?=\S{6,40} R[OW]\b)/ },
  { literal: "-server key ", before: /^-server key (?:\d )?/i, random: true },
  { literal: "enable secret ", before: /^enable secret (?:\d )?/i, random: true },
  { literal: "enable password ", before: /^enable password (?:\d )?/i, random: true },
  { literal: "authentication-key ", before: /^authentication-key (?:\d )?/i, random: true },
  { literal: "shared-key ", before: /^shared-key (?:ascii-text |hexadecimal |\d )?/i, random: true },
  {
    literal: "username ",
    before: /^username \S{1,40} (?:privilege \d{1,2} )?(?:password|secret) (?:\d )?/i,
    random: true,
  },
  { literal: ': eap "', before: /^: eap (?=")/i },
  { literal: ': xauth "', before: /^: xauth (?=")/i },
  // What az and aws print as tables and text.
  { literal: "key1 ", before: /^key1\s{1,20}(?:FULL|READ)\s{1,20}/i, random: true },
  { literal: "key2 ", before: /^key2\s{1,20}(?:FULL|READ)\s{1,20}/i, random: true },
  { literal: "ACCESSKEY\t", before: /^ACCESSKEY\tA[KS]IA\w{16}\t(?:[\d-]{10}T\S{8,20}\t)?/, random: true },
  {
    literal: "CREDENTIALS\t",
    before: /^CREDENTIALS\tA[KS]IA\w{16}\t(?:[\d-]{10}T\S{8,20}\t)?/,
    random: true,
  },
  {
    literal: "CREDENTIALS\t",
    before: /^CREDENTIALS\tA[KS]IA\w{16}\t(?:[\d-]{10}T\S{8,20}\t)?[^\s[]{20,80}\t/,
    random: true,
  },
  { literal: "initial root token", before: /^initial root token: /i },
  { literal: "PASSWORD ", before: /^PASSWORD [a-z_]{3,40} = / },
  { literal: "login with", before: /^login with:? \w{1,30} ?\/ ?/i, random: true },
  { literal: "creds: ", before: /^creds: [\w.@-]{1,40} ?[:/] ?/i, random: true },
  {
    literal: "login ",
    before:
      /^login (?:is |with |as )?(?:admin|root|user|test|demo|guest|administrator) ?\/ ?(?=[^\s/]{0,60}[A-Z!#$%])(?=[^\s/]{6,60}(?:\s|$))/,
    random: true,
  },
  { literal: "credentials: ", before: /^credentials: [\w.@-]{1,40} ?[:/] ?/i, random: true },
  {
    literal: "recovery code",
    before: /^recovery codes?(?: is)?: (?=[\da-z]{4,8}(?:-[\da-z]{4,8}){1,5}\s*$)/i,
    random: true,
  },
  { literal: "plaintext", before: /^plaintext["']?(?:: ?|=)["']?(?=[\w+/]{40})/i, random: true },
  { literal: "SecretBinary", before: /^SecretBinary["']?: ?["']/i },
  // `netsh wlan show profile key=clear`; the text of a code that phones read.
  { literal: "Key Content", before: /^key content\s{1,20}: /i, rest: true },
  { literal: "WIFI:", before: /^WIFI:(?:[A-OQ-Z]:(?:[^;\\\n]|\\.){0,80};){0,4}P:(?=[^;\s])/ },
  { literal: "temporary password", before: /^temporary password[^:\n]{0,80}: /i },
];
