import { BLANK, isOf, lineEnd, lineStart } from "./chars.js";
import type { Frame, Name } from "./frame.js";
import { isLabel } from "./labels.js";
import type { Rank } from "./names.js";
import { quoteAround } from "./surroundings.js";
import { isConnection } from "./value-at.js";
import {
  isAttribute,
  isLocation,
  isPlaceholder,
  isMessage,
  isProgress,
  isReference,
  isWordy,
  looksRandom,
  looksSecret,
  looksTyped,
  placeholderAt,
} from "./values.js";

/** Whether the value is a secret, by its name's rank, its frame and its own look. */
export function isHidden(value: string, name: Name, rank: Rank, frame: Frame, text: string): boolean {
  if (isPlaceholder(value, frame.quoted || isConnection(text, name)) || isLocation(value)) return false;
  if (!frame.quoted && placeholderAt(text, frame.start)) return false;
  const isPair = frame.quoted && frame.by === "=" && !frame.spaced && isPairBefore(text, name);
  if (
    !isPair &&
    (isMessage(value, (frame.quoted && frame.by === "=") || isPhraseName(name)) ||
      (isOf(text.charCodeAt(frame.end), BLANK) &&
        !frame.quoted &&
        isSentence(text, frame, isPhraseName(name))))
  )
    return false;
  if (frame.by === "list") return isArgument(value, name, rank) || (looksSecret(value) && !isWordy(value));
  if (frame.by !== "flag" && !isEnvironment(name.text) && isLabel(value)) return false;
  if (frame.by === ":" && !frame.quoted && isProgress(text.slice(frame.start, frame.start + 80)))
    return false;
  if (
    frame.by === ":" &&
    !frame.spaced &&
    !frame.quoted &&
    /^(?:\d+(?:\.\d+)+|(?:amd|arm)64|i386|all)/.test(value)
  )
    return false;
  if (!frame.quoted && frame.by === "=" && frame.spaced && isAttribute(value)) return false;
  if (!frame.quoted && frame.by !== "flag" && isReference(value) && !isEnvironment(name.text)) return false;
  if (frame.quoted && frame.by !== "=" && isReference(value) && /^[A-Z_]+$|^[a-z]+$/.test(value))
    return false;
  return rank === 2 ? isPassword(value, name, frame, text) : isToken(value, name, frame);
}

/** `'--password', 'x'` of a list of arguments, which code that declares options has too: there the next is its name or a sentence. */
const isArgument = (value: string, name: Name, rank: Rank): boolean =>
  rank === 2 &&
  /^--?[a-z]/i.test(name.text) &&
  value.length >= 6 &&
  /[^a-z]/.test(value) &&
  !/^[-<[$]/.test(value) &&
  !isReference(value);

/** Names of what has words between blanks. */
export const isPhraseName = (name: Name): boolean =>
  /(?:pass|seed|recovery|secret)[_ -]?phrase|mnemonic/i.test(name.text);

/** `user=shop password='it is so'`: pairs of a connection string, whose values are no sentences. */
const isPairBefore = (text: string, name: Name): boolean =>
  /(?:^|[\s"';])\w{2,20}=[^\s=]{1,80}\s$/.test(text.slice(Math.max(0, name.start - 110), name.start));

/** `password: expected a string`: what follows makes it a sentence. */
function isSentence(text: string, frame: Frame, isPhrase: boolean): boolean {
  if (frame.by !== ":" && frame.by !== "words") return false;
  const end = Math.min(lineEnd(text, frame.end), frame.end + 80);
  const rest = text.slice(frame.start, end);
  return !looksSecret(text.slice(frame.start, frame.end)) && isMessage(rest, isPhrase);
}

const isEnvironment = (name: string): boolean => /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/.test(name);

function isPassword(value: string, name: Name, frame: Frame, text: string): boolean {
  if (value.length < 3) return false;
  // Boards and packages have pins too.
  if (/pin$|puk$/i.test(name.text)) return /^\d{4,12}$/.test(value);
  if (/^\d+$/.test(value))
    return (
      value.length >= 4 && (frame.quoted || frame.by === "=" || frame.by === "flag" || value.length >= 6)
    );
  // Code: `const password = prompt`, a parameter and its type.
  if (!frame.quoted && isCode(text, name, frame) && !/[^\w.]/.test(value)) return false;
  if (frame.by === "flag" || /^--/.test(name.text)) {
    if (/^--secret$/i.test(name.text) && CLUSTER_NAME.test(value)) return false;
  }
  if (frame.by === "flag")
    return (
      !/^[A-Z_]{3,}$/.test(value) && (looksSecret(value) || value.length >= 6 || isBehindUser(text, name))
    );
  // `the key 'x' in secret 'shop-db-2'`
  if (frame.by === "words" && /secret$/i.test(name.text) && CLUSTER_NAME.test(value)) return false;
  // `storePassword "x"` of Groovy's and Ruby's settings.
  if (frame.by === "words" && frame.quoted && isSetting(text, name, frame) && !/\s/.test(value)) return true;
  if (frame.by === "words")
    return frame.quoted
      ? looksSecret(value) || isSql(text, name) || /\bis\b/.test(text.slice(name.end, frame.start))
      : looksSecret(value);
  if (frame.by === "column")
    return (
      looksSecret(value) ||
      value.includes(" ") ||
      (value.length >= 6 && /[a-z][_-]?pass/i.test(name.text) && isPairOfCells(text, name)) ||
      (value.length >= 8 && /[a-z][%&$!#@^*+~?][a-z]/i.test(value))
    );
  if (/(?:client|app|api|shared|webhook|jwt|session|consumer|oauth|signing)[_-]?secret$/i.test(name.text))
    return true;
  // `secret: shop-db` names a secret of a cluster.
  if (
    /^(?:.*[a-z])?secret$/i.test(name.text) &&
    !isEnvironment(name.text) &&
    frame.by === ":" &&
    !frame.quoted
  )
    return looksSecret(value) && !CLUSTER_NAME.test(value);
  return true;
}
/** `| admin_password | x |`: a row of two, and no table of what settings mean. */
const isPairOfCells = (text: string, name: Name): boolean =>
  /^[^\n]{0,200}?\|[^|\n]{1,80}\| {1,60}[^|\s]{1,200} {1,80}\|\s*$/.test(
    text.slice(lineStart(text, name.start), lineEnd(text, name.end)),
  );
/** What people call an object of a cluster. */
const CLUSTER_NAME = /^[a-z]+(?:-[a-z\d]+)+$/;

/** `--username shop --password x`: no sentence speaks of both so, however short the word is. */
const isBehindUser = (text: string, name: Name): boolean =>
  /\s--?(?:user(?:_?name)?|login)[= ](?!(?:and|or|with|plus)\s)[^\s"'<-][^\s<>]{0,80}\s{1,3}$/i.test(
    text.slice(Math.max(0, name.start - 110), name.start),
  );

const isSetting = (text: string, name: Name, frame: Frame): boolean =>
  frame.start === name.end + 2 &&
  (/[a-z](?:P|_p)ass(?:word|phrase)?$/.test(name.text) ||
    /\buser(?:_?name)?\s?["'][^"'\n]{1,60}["'],?\s{1,8}$/i.test(
      text.slice(Math.max(0, name.start - 100), name.start),
    ));

const isSql = (text: string, name: Name): boolean =>
  /^pass/i.test(name.text) &&
  /\b(?:user|role|login|identified|create|alter|set)\b/i.test(
    text.slice(Math.max(0, name.start - 80), name.start),
  );

function isCode(text: string, name: Name, frame: Frame): boolean {
  const before = text.slice(Math.max(0, name.start - 40), name.start);
  if (
    /(?:^|[\s(])(?:const|let|var|val|auto|String|string|char|final|private|public|def|func|fn|this\.|self\.)\s*\*?$/.test(
      before,
    )
  )
    return true;
  const after = text.charCodeAt(frame.end);
  if (frame.by === "=" && frame.spaced && after === 59) return true;
  // `{ user: string, password: Password }`, `login(user=user, password=pw)`
  return (
    frame.spaced &&
    /[{(]/.test(before) &&
    quoteAround(text, name.start) === 0 &&
    /[,)}]/.test(text[frame.end] ?? "") &&
    (!looksSecret(text.slice(frame.start, frame.end)) ||
      /^[A-Z]?[a-z]+\d{0,2}$/.test(text.slice(frame.start, frame.end)))
  );
}

/** Joined words with a number that somebody chose as a token: what the frame is must leave no doubt. */
function isChosen(value: string, name: Name, frame: Frame): boolean {
  if (value.length < 8 || !/^[A-Z][\w.~+!-]*$/i.test(value) || !/[a-z\d][-_.][a-z\d]/i.test(value))
    return false;
  // Without a number only a setting's name and a header's are as sure.
  if (!/\d/.test(value))
    return (
      /^[a-z]{2,20}(?:[-_][a-z]{2,20}){1,5}$/.test(value) &&
      !/^(?:not|no|your|my|the|an?)[-_]/.test(value) &&
      !isReference(value) &&
      (isEnvironment(name.text) || (/^x-/i.test(name.text) && frame.by === ":"))
    );
  if (/^v?\d|\.[a-z]{2,5}$|[-_.]v?\d+(?:\.\d+)+/i.test(value) || isReference(value)) return false;
  const isHeader = /^x-/i.test(name.text) && frame.by === ":";
  const isNpm = /^_auth/.test(name.text);
  const isMixed =
    value.length >= 12 && ((/[a-z]/.test(value) && /[A-Z]/.test(value)) || value.split(/[-_.]/).length > 3);
  return (
    frame.by === "flag" ||
    (frame.quoted && isMixed) ||
    isHeader ||
    isNpm ||
    (/^[A-Z][A-Z\d_]*$/.test(name.text) && (frame.by === "=" || frame.spaced)) ||
    /(?:api|access|private|auth|deploy|refresh|bot|bearer|secret)[_-]?(?:token|key)$/i.test(name.text)
  );
}

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

function isToken(value: string, name: Name, frame: Frame): boolean {
  // A session of WebDriver's is no login.
  if (/session[._-]?id$/i.test(name.text) && UUID.test(value)) return false;
  if (/^\[\d{1,3},/.test(value)) return true;
  if (frame.by !== "words" && looksTyped(value)) return true;
  if (/\s/.test(value) && !/^(?:Bearer|Token|Basic) \S+$/i.test(value)) return false;
  if (frame.by === "words" && !frame.quoted) return looksRandom(value, 16);
  // A public key, its fingerprint.
  if (/^(?:AAAA|SHA256:|MD5:|ssh-)/.test(value)) return false;
  if (/(?:signature|salt|license|licence|hmac)$/i.test(name.text))
    return frame.by !== "words" && looksRandom(value, 16) && !/^[\da-f]{40}$|^[\da-f]{64}$/.test(value);
  if (isChosen(value, name, frame)) return true;
  if (isEnvironment(name.text) && frame.by === "=") return looksRandom(value, 8);
  return looksRandom(value.replace(/^(?:Bearer|Token|Basic) /i, ""));
}
