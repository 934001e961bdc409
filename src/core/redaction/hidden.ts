import { BLANK, isOf, lineEnd } from "./chars.js";
import type { Frame, Name } from "./frame.js";
import type { Rank } from "./names.js";
import { quoteAround } from "./surroundings.js";
import {
  isAttribute,
  isLocation,
  isPlaceholder,
  isProse,
  isReference,
  isWordy,
  looksRandom,
  looksSecret,
  placeholderAt,
} from "./values.js";

/** Whether the value is a secret, by its name's rank, its frame and its own look. */
export function isHidden(value: string, name: Name, rank: Rank, frame: Frame, text: string): boolean {
  if (isPlaceholder(value, frame.quoted) || isLocation(value)) return false;
  if (!frame.quoted && placeholderAt(text, frame.start)) return false;
  const isPair = frame.quoted && frame.by === "=" && !frame.spaced && isPairBefore(text, name);
  if (
    !isPair &&
    (isProse(value) || (isOf(text.charCodeAt(frame.end), BLANK) && !frame.quoted && isSentence(text, frame)))
  )
    return false;
  if (frame.by === "list") return looksSecret(value) && !isWordy(value);
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

/** `user=shop password='it is so'`: pairs of a connection string, whose values are no sentences. */
const isPairBefore = (text: string, name: Name): boolean =>
  /(?:^|[\s"';])\w{2,20}=[^\s=]{1,80}\s$/.test(text.slice(Math.max(0, name.start - 110), name.start));

/** `password: expected a string`: what follows makes it a sentence. */
function isSentence(text: string, frame: Frame): boolean {
  if (frame.by !== ":" && frame.by !== "words") return false;
  const end = Math.min(lineEnd(text, frame.end), frame.end + 80);
  const rest = text.slice(frame.start, end);
  return !looksSecret(text.slice(frame.start, frame.end)) && isProse(rest);
}

const isEnvironment = (name: string): boolean => /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/.test(name);

function isPassword(value: string, name: Name, frame: Frame, text: string): boolean {
  if (value.length < 3) return false;
  if (/^\d+$/.test(value))
    return (
      value.length >= 4 && (frame.quoted || frame.by === "=" || frame.by === "flag" || value.length >= 6)
    );
  // Code: `const password = prompt`, a parameter and its type.
  if (!frame.quoted && isCode(text, name, frame) && !/[^\w.]/.test(value)) return false;
  if (frame.by === "flag") return !/^[A-Z_]{3,}$/.test(value) && (looksSecret(value) || value.length >= 6);
  // `the key 'x' in secret 'shop-db-2'`
  if (frame.by === "words" && /secret$/i.test(name.text) && CLUSTER_NAME.test(value)) return false;
  if (frame.by === "words")
    return frame.quoted
      ? looksSecret(value) || isSql(text, name) || /\bis\b/.test(text.slice(name.end, frame.start))
      : looksSecret(value);
  if (frame.by === "column")
    return looksSecret(value) || (value.length >= 8 && /[a-z][%&$!#@^*+~?][a-z]/i.test(value));
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
/** What people call an object of a cluster. */
const CLUSTER_NAME = /^[a-z]+(?:-[a-z\d]+)+$/;

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

const UUID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

function isToken(value: string, name: Name, frame: Frame): boolean {
  // A session of WebDriver's is no login.
  if (/session[._-]?id$/i.test(name.text) && UUID.test(value)) return false;
  if (/\s/.test(value) && !/^(?:Bearer|Token|Basic) \S+$/i.test(value)) return false;
  if (frame.by === "words" && !frame.quoted) return looksRandom(value, 16);
  if (isEnvironment(name.text) && frame.by === "=") return looksRandom(value, 8);
  return looksRandom(value.replace(/^(?:Bearer|Token|Basic) /i, ""));
}
