import { withoutEnd } from "./chars.js";
import { isSecretName } from "./names.js";

/** Judgements on one value: is it a secret, a word, a piece of code or a stand-in for a secret. */

const WORDS = new Set(
  (
    "true false null nil none undefined nan yes no on off ok string str number int integer bool boolean object any void text char varchar " +
    "bytes byte optional required missing invalid expected unexpected default example changed empty unknown disabled enabled set unset " +
    "masked secure hidden redacted filtered removed sensitive encrypted prompt stdin env file input random generated auto inherit read write " +
    "valid incorrect wrong accepted rejected expired ok success successful successfully failed failure error denied updated reset " +
    "created deleted rotated revoked provided configured found present absent correct matches match mismatch needed new old " +
    "await async new this self function lambda return typeof super not is was must should and or the a an for to from with " +
    "authentication authenticated authorization hash hashed bcrypt argon2 plain plaintext basic bearer digest oauth oidc jwt saml sso ldap " +
    "migrating migrated reverting reverted passed skipped pending nothing same it in of if at by as be are been has have cannot can does will may your my"
  ).split(" "),
);

/** Words of sentences about a password; a passphrase has none of them. */
const PROSE = new Set(
  (
    "a an the is was are be been must should not no can cannot could will would may might has have had does did do to of for from with " +
    "without in on at by as or and if when than that this it its your you my we our please required expected invalid incorrect wrong " +
    "missing empty string number characters character letters least most too short long weak strong match matches match expired " +
    "failed error reset changed set using use used only already after before because password passwords passphrase secret token user " +
    "username value field optional default enter provide provided specified given found length min max minimum maximum check checked " +
    "hidden sensitive unchanged never always type got but"
  ).split(" "),
);

const REFERENCE =
  /^(?:(?:required|nullable|sometimes|string)\|[\w:|,]{1,80}$|\$\{|\$\(|\((?:Get|ConvertTo|ConvertFrom|Read|New|Import|Invoke)-\w|\{\{|\$[A-Z_][\w:.]*$|\$\d$|\$$|\$env\(\w{1,60}\)|%[A-Z_][\w.]*%(?![\w%])|%env\([\w.:]{1,80}\)%|0x[0-9a-f]{1,16}[,;)]?$|&(?:mut )?(?:str|String|Path|\[u8\])(?:[,;)]|$)|\(\([\w./:-]+\)\)$|[A-Z]\w{0,40}<[^<>]*(?:<[^<>]*>)?>?[,;?)]?$|%\([\w.]+\)[sd]|%[a-z]$|@[A-Z_]\w*@$|@Microsoft\.(?:KeyVault|AppConfiguration)\(|<[^<>]*>[,;)]?$|\[[\w .:-]*\][,;)]?$|\([\w -]*\)[,;)]?$|\{\w*\}[,;)]?$|!\w+(?:\s|$)|&\w+\s|\*\w+$|\.\.\.|<\()/i;
const SCHEME =
  /^(?:https?:|file:|git@|\.{1,2}\/|~\/|\/(?:home|usr|etc|var|run|tmp|opt|root|mnt|srv|dev|app|workspace|builds|secrets|Users|private|proc|sys|nix|data)\b|[a-z]:[\\/]|sha\d+[-:=]|arn:|op:\/\/|vault:|ssm:|secretsmanager:|projects\/|env:|id=|keychain:|ref\+|akv:|gcpsm|awssm)/i;
const CODE =
  /^(?:(?:await |new |new\.|!)?[A-Za-z_$][\w$]*(?:(?:\??\.|::)[A-Za-z_$][\w$]*)*(?:\((?![^()\s]{0,80}\)\w)|\{|\[["'\w])|[\w.$]+@[0-9a-f]{5,8}$|\d+->|[A-Za-z_][\w.]*\}\)|(?:process\.env|os\.environ|env|secrets|vars|self|this|config|settings|options|opts|params|args|req|request|props|state|ctx|context|import\.meta|var|local|data|module|each|input|inputs|steps|github|needs|matrix)[.[])/;
/** `password: 16 bytes` of kubectl describe. */
const SIZE = /^\(?\d[\d.,]{0,12} ?(?:bytes?|[kmgt]i?b|chars?|characters?|items?|entries|keys?)\)?$/i;
const MASK =
  /^(?:VALUE_SPECIFIED_IN_NO_LOG_PARAMETER|NOT_LOGGING_PARAMETER|([*x.#_\-•●?]|\\\*)\1{2,}|xxx.*|\*{2}.*|\[redacted.*|<redacted.*|-+|\.+)$/i;

/** Stars, `$VAR`, `%VAR%`, `<name>`, `{{ name }}`, `[secure]`, a keyword, code, or what redaction itself wrote. */
export function isPlaceholder(value: string, quoted = false): boolean {
  if (MASK.test(value) || value.startsWith("[redacted:") || REFERENCE.test(value) || SIZE.test(value))
    return true;
  return (!quoted && CODE.test(value)) || isWord(value);
}

/** The same of a place where words may follow: `(sensitive value)`, `${{ secrets.X }}`. */
export const placeholderAt = (text: string, at: number): boolean =>
  /^(?:\([\w -]{1,40}\)|<[^<>\n]{1,60}>|\[[\w .:-]{1,40}\]|\{\{|\$\{|\$\(|!\w+\s|&\w+\s)(?=[\s,;)}\]"'.{\w]|$)/.test(
    text.slice(at, at + 80),
  );

const isWord = (value: string): boolean =>
  value.length <= 20 && WORDS.has(withoutEnd(value.toLowerCase(), ".!?,;:)"));

/** A sentence, not a passphrase. */
export function isProse(value: string): boolean {
  if (!value.includes(" ") || /[;#@&%^~]\S/.test(value)) return false;
  const all = value
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
  return all.filter((word) => PROSE.has(word)).length >= all.length / 3;
}

/** What a message says of a password; a phrase that somebody chose may have any other small words. */
const COMPLAINT =
  /\b(?:must|should|cannot|can't|required?|requires|expected|invalid|incorrect|wrong|missing|empty|characters?|letters|least|short|weak|match(?:es)?|mismatch|expired|failed|error|reset|changed|provided|specified|given|please|enter|optional|default|passwords?|passphrases?|secret|token|user(?:name)?|value|field|your|string|number|not|set|used?|using|file)\b/i;

/** The same of a phrase whose place leaves no doubt that it is one. */
export const isMessage = (value: string, isPhrase: boolean): boolean =>
  isPhrase ? value.includes(" ") && COMPLAINT.test(value) : isProse(value);

/** `Refreshing state... [id=x]`, `Still creating...`, `Creation complete after 2s`: what becomes of a thing of that name. */
export const isProgress = (rest: string): boolean =>
  /^(?:[A-Z]?[a-z]+ ){0,3}[A-Z]?[a-z]+ing(?: [a-z]+){0,4}(?:\.{3}|\u2026|\u00e2\u0080\u00a6)/.test(rest) ||
  /^(?:Creation|Modifications|Destruction|Read|Import) (?:complete|prepared)\b/.test(rest);

/** `random_password.db.result`, `module.db.address`: an attribute of Terraform's, read from another place. */
export const isAttribute = (value: string): boolean =>
  /^(?:(?:data|module|var|local|random|each|self)\.|[a-z]+_[a-z_]+\.)[a-z_]\w*(?:\[\d+\])?(?:\.[a-z_]\w*)*$/.test(
    value,
  );

/** A dotted or joined name of something that holds the secret: `user.password`, `dbPassword`, `GITHUB_TOKEN`. */
export const isReference = (value: string): boolean =>
  /^[A-Z_$][\w$]*(?:[.-][A-Z_$][\w$]*)*$/i.test(value) && !/\d/.test(value) && isSecretName(value);

/** A value people choose: long enough, and not a plain word. */
export function looksSecret(value: string): boolean {
  return value.length >= 6 && /\d/.test(value) && /[a-z]/i.test(value);
}

/** A value machines choose: letters and digits mixed, and not a version, path or code. */
export function looksRandom(value: string, least = 12): boolean {
  if (value.length < least || SCHEME.test(value) || isWordy(value)) return false;
  if (!/\d/.test(value)) return value.length >= 20 && isScrambled(value);
  return /[a-z]/i.test(value) && entropy(value) >= 2.8 && !/^v?\d+(?:\.\d+){1,3}(?:[-+][\w.]+)?$/.test(value);
}

/** Any characters of a keyboard, blanks among them, as WordPress makes its keys and salts. */
export const looksTyped = (value: string): boolean =>
  value.length >= 32 &&
  (value.match(/[^\w\s]/g)?.length ?? 0) >= 8 &&
  /\d/.test(value) &&
  /[a-z]/.test(value) &&
  /[A-Z]/.test(value) &&
  entropy(value) >= 4.2;

/** Words and numbers between dots, dashes and slashes: a file, a host, a branch. */
export const isWordy = (value: string): boolean =>
  /[._/:-]/.test(value) &&
  value
    .split(/[._/:-]+/)
    .every((part) => /^(?:[a-z]*\d{0,5}|[A-Z]?[a-z]+\d{0,3}|\d+[a-z]?|[A-Z]+\d?)$/.test(part));

/** Letters only, in no order that words or joined words have. */
const isScrambled = (value: string): boolean =>
  /^[A-Z+/=]+$/i.test(value) &&
  entropy(value) >= 3.2 &&
  !/^[A-Za-z]?[a-z]*(?:[A-Z][a-z]{2,}|[A-Z]{2,4}(?=[A-Z][a-z])){2,}[A-Z]{0,4}$/.test(value);

/** A path, an address, a reference to a store of secrets. */
export const isLocation = (value: string): boolean =>
  SCHEME.test(value) || (value.startsWith("/") && (isWordy(value) || FILE.test(value)));
const FILE = /^(?:\/[\w.-]{1,80}){3,20}\.[a-z]{1,5}\d?$/;

/** One for all calls: a value is judged a million times in a hostile body. */
const counts = new Uint16Array(128);
const MEASURED = 200;
/** n log2 n */
const LOGS = Float64Array.from({ length: MEASURED + 1 }, (_, n) => (n === 0 ? 0 : n * Math.log2(n)));

/** Shannon entropy in bits a character (as ASCII), over at most the first 200 characters: log2 N - (sum of n log2 n) / N. */
export function entropy(text: string): number {
  const length = Math.min(text.length, MEASURED);
  counts.fill(0);
  let sum = 0;
  for (let i = 0; i < length; i += 1) {
    const place = text.charCodeAt(i) & 127;
    const n = counts[place] as number;
    counts[place] = n + 1;
    sum += (LOGS[n + 1] as number) - (LOGS[n] as number);
  }
  return length === 0 ? 0 : Math.log2(length) - sum / length;
}
