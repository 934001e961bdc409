import { ALNUM, DIGIT, isOf, LOWER, UPPER } from "./chars.js";

/** What a name says of its value: nothing, that a random value is a secret, or that any value is. */
export type Rank = 0 | 1 | 2;

const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/** Any value counts: people choose words. */
const STRONG = set(
  "password passwd passphrase passcode passwort pwd passw pass_wd psw pw secret mnemonic userpwd dbpw rootpw storepass keypass " +
    "authtok pass psk requirepass masterauth pincode senha contrasena kennwort wachtwoord salasana haslo motdepasse",
);
const STRONG_TAIL = /(?:password|passwd|passphrase|passcode|passwort|secret|pwd|pw|psk|authtok)$/;
/** Other words that end so have nothing to do with it: bypass, compass, minipass. */
const PASS =
  /^(?:src|dest|db|user|root|admin|smtp|ssh|ftp|http|mysql|auth|my|pg|(?:src|dest)?(?:key|trust)?store|key|cert|sudo|become|api|vault|login|mail|email|proxy|redis|mongo|ldap|bind|ansible|app|svc|service|zip|enc|sign|signing|wifi|vpn|account|rabbit|postgres|ora|sql|sap|jenkins|nexus|git|svn|zk|mq|web|unix|pkcs|pfx|p12|jks)pass$/;
/** Two words that are one elsewhere: `pass phrase`, `otp seed`, `session id`. */
const STRONG_PAIRS = set(
  "pass-phrase pass-code pass-word pass-key secret-word secret-phrase seed-phrase recovery-phrase pin-code mot-passe recovery-code backup-code scratch-code otp-seed totp-seed mfa-seed hotp-seed auth-pass mfa-code verification-code otp-code security-code access-code activation-code unlock-code login-code snmp-community community-string security-answer",
);
const TOKEN_PAIRS = set(
  "session-id secret-id device-code auth-code authorization-code code-verifier client-assertion basic-auth session-cookie auth-cookie auth-header redis-auth erlang-cookie saml-response saml-request",
);
const TOKEN = set(
  "token credential credentials creds cred auth authtoken jwt apikey pat sas bearer authorization signature salt pepper license licence totp hmac keytab",
);
const TOKEN_TAIL =
  /(?:token|credentials?|sessionid|(?:api|access|secret|private|auth|signing|encryption|master|account|shared|deploy|licen[sc]e|service|session|subscription|host|function|preshared|admin|app|application|client|consumer|hmac|webhook|integration|publish|ingest|storage|crypto|cipher|jwt|cookie|functions|certificate|unseal)key)$/;
/** The pairs as names write them. */
export const PAIR_NAMES: readonly string[] = [...STRONG_PAIRS, ...TOKEN_PAIRS].flatMap((pair) =>
  ["", "_", "-", "."].map((joint) => pair.replace("-", joint)),
);
/** What must stand before `key`, so that it is no key of a map, a cache or a table. */
const KEY_BEFORE = set(
  "api access secret private priv auth account shared master encryption encrypt decryption signing sign deploy license service " +
    "session client app application admin root storage subscription ingest ingestion insert integration webhook function functions certificate " +
    "consumer hmac jwt jws aes cookie crypto cipher gpg pgp preshared psk bot merchant server rest write publish upload push token " +
    "user personal security host base webhooks licence activation product serial unlock unseal recovery instrumentation routing stream wg wireguard " +
    "tls ssl wep pem keystore keyvault vault bucket s3 aws azure gcp google github gitlab npm maps map openai anthropic openrouter gemini groq mistral cohere " +
    "pinecone stripe paypal braintree plaid algolia sendgrid mailgun mailchimp postmark twilio datadog newrelic sentry rollbar bugsnag " +
    "gossip des radius tacacs wifi wpa asc feed device ssh honeycomb segment mixpanel posthog amplitude firebase fcm apns supabase anon role turnstile captcha recaptcha hcaptcha mapbox infura " +
    "alchemy etherscan cloudflare fastly heroku netlify shopify discord slack jira linear notion airtable snyk sonar weather youtube steam",
);
/** In `NAME_KEY=` any word but these stands for a service. */
const KEY_ORDINARY = set(
  "public pub primary secondary foreign cache sort partition dict index idempotency object registry restore row column group " +
    "order unique composite default sha commit hash lock shard message record event metric feature flag the a this no each any " +
    "key value hot trace issue project tracking translation i18n locale search lookup composite sign",
);
/** Behind the word that counts. */
const TRANSPARENT = set(
  "data value val raw plain plaintext text b64 base64 str string prod production staging stage dev test testing live ci env " +
    "base current new old next previous default main primary secondary backup content confirmation confirm repeat again v us eu hex pem enc",
);
/** Before `token`, `secret`, `password` and `key` these make a count, a type or a reference. */
const ORDINARY_BEFORE = set(
  "max min num number total prompt completion input output bos eos pad unk sep cls mask next page continuation cancellation " +
    "cancel has use uses no is enable enabled disable require required requires requested allow allows public existing pull " +
    "image reset forgot show hide toggle invalid unexpected expected missing wrong bad unknown parse syntax every each count of " +
    "read cached reasoning audio update checksum sha digest fingerprint first last new_page stop special start end tls rewrite",
);

/** `spring.datasource.dbPassword` as `spring datasource db password`; digits at a word's end are left out. */
export function words(name: string): string[] {
  const out: string[] = [];
  let from = 0;
  const push = (to: number): void => {
    let end = to;
    while (end > from && isOf(name.charCodeAt(end - 1), DIGIT)) end -= 1;
    if (end > from) out.push(name.slice(from, end).toLowerCase());
    from = to;
  };
  for (let i = 0; i < name.length; i += 1) {
    const code = name.charCodeAt(i);
    if (!isOf(code, ALNUM)) {
      push(i);
      from = i + 1;
    } else if (isOf(code, UPPER)) {
      const before = name.charCodeAt(i - 1);
      if (isOf(before, LOWER) || (isOf(before, UPPER) && isOf(name.charCodeAt(i + 1), LOWER))) push(i);
    }
  }
  push(name.length);
  return out;
}

/** Names come again and again. Only short ones: V8 keeps the whole text that a longer one was cut from. */
const known = new Map<string, Rank>();
const [SHORT, MOST_KNOWN] = [12, 1_000];

export function rankOf(name: string): Rank {
  if (name.length > SHORT) return judged(name);
  let rank = known.get(name);
  if (rank === undefined) {
    rank = judged(name);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(name, rank);
  }
  return rank;
}

function judged(name: string): Rank {
  if (/key_?base$/i.test(name)) return 1;
  const all = words(name);
  while (all.length > 1 && TRANSPARENT.has(all.at(-1) as string)) all.pop();
  const last = all.at(-1);
  if (last === undefined) return 0;
  const before = all.at(-2);
  if (before !== undefined && ORDINARY_BEFORE.has(before))
    return before === "reset" && last === "token" ? 1 : 0;
  // `pass` is what tests do; the working directory is no password.
  if (last === "pass" && before !== undefined && isTests(before)) return 0;
  if (before === undefined && /^(?:pass|pwd|pw)$/.test(last)) return name === "PWD" ? 0 : 1;
  if (last === "pwd" && before === "old") return 0;
  if (
    /^lib|publickeytoken$|^is(?:secret|token|password)$/.test(last) ||
    (last === "token" && before === "key")
  )
    return 0;
  if (STRONG.has(last) || STRONG_TAIL.test(last) || PASS.test(last) || STRONG_PAIRS.has(`${before}-${last}`))
    return 2;
  if (last === "pin" || last === "puk") return 2;
  // `npmAuthIdent: "user:password"` of Yarn.
  if (last === "ident" && before === "auth") return 2;
  if (last === "key") return keyRank(name, before, all.length);
  if (TOKEN_PAIRS.has(`${before}-${last}`)) return 1;
  if (TOKEN.has(last) || TOKEN_TAIL.test(last))
    return last === "auth" && !/_auth$|^auth$/i.test(name) ? 0 : 1;
  if (ecrPassword(all)) return 2;
  return CARRIER.test(name) || holds(all) ? 1 : 0;
}

/** Files that hold keys, as a setting gives them. */
const CARRIER =
  /^[\w-]*?(?:keystore|p12|pfx|pkcs12|jks|kube_?config|provisioning_?profile)(?:_?(?:b64|base64|data|contents?|file_b64|file_base64))?$/i;

/** `TF_TOKEN_app_example_org`, `DOCKER_AUTH_CONFIG`, `secret_answer`: a word within says what it is, none says what else. */
const holds = (all: readonly string[]): boolean =>
  all.length > 1 &&
  all.some((word) => NOUNS.has(word)) &&
  !all.some((word) => BESIDE.has(word) || ORDINARY_BEFORE.has(word));
const NOUNS = set(
  "password passwd pwd passphrase secret secrets token apikey credential credentials creds jwt pat auth",
);
/** Words that make a name one of something else: a count, a place, a time, a kind. */
const BESIDE = set(
  "id ids name names type types file files path paths dir url uri host endpoint provider service server count length len size limit ttl " +
    "expiry expires expiration expire lifetime age date time timestamp policy version ref reference arn algorithm alg format field fields header " +
    "param parameter class method mode scope scopes source status state index hash hashes digest sha fingerprint checksum key keys manager store " +
    "storage map list set rotation usage role user users owner namespace label prefix suffix pattern regex rule rules test tests spec scan scanning " +
    "scanner detector error errors exception failure message prompt hint encoder hasher generator validator handler helper factory util utils " +
    "budget budgets accessor window per rate in out total used cost price request response session uuid guid nonce trace span build run job commit author authors issuer audience realm",
);

const isTests = (before: string): boolean =>
  /^(?:all|tests?|first|second|low|high|band|render|by|must|did|should|to|will|rate|one|multi|single)$/.test(
    before,
  );

function keyRank(name: string, before: string | undefined, count: number): Rank {
  if (before === undefined || KEY_ORDINARY.has(before)) return 0;
  if (KEY_BEFORE.has(before)) return 1;
  // The environment of a service: OPENAI_KEY, STRIPE_KEY.
  return count > 1 && /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)*_KEY$/.test(name) ? 1 : 0;
}

/** `docker_password_123456789012_dkr_ecr_eu_west_1_amazonaws_com` (aws-actions/amazon-ecr-login). */
const ecrPassword = (all: readonly string[]): boolean =>
  all[0] === "docker" && all[1] === "password" && all.length > 2;

/** Whether the words of a value are themselves a name of a secret: a reference to it. */
export const isSecretName = (value: string): boolean => rankOf(value) > 0 || /^(?:pass|pwd|pw)$/i.test(value);

/** Names of values that every vendor has, none of them a secret. */
const ORDINARY =
  /(?:sha\d*|hash|digest|commit|rev|revision|ref|version|release|etag|checksum|md5|build|image|tag|path|file|url|host|trace|span|request|session|cache|fingerprint)(?:_?id|\.id)?$/i;
export const isOrdinary = (name: string): boolean => ORDINARY.test(name);
