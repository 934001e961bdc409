import { BLANK, isOf, lineEnd, lineStart, restOfLine } from "./chars.js";
import { quotedEnd } from "./extent.js";
import type { Frame, Name } from "./frame.js";
import { isPhraseName } from "./hidden.js";
import type { Rank } from "./names.js";
import { isLead } from "./surroundings.js";
import { isMessage } from "./values.js";

/** Values of words with blanks between them: how far they go. */

/** `signing.password=two words`, `pass_phrase=two words`, lines of properties: no command line has such a name first. */
function isProperty(text: string, name: Name, rest: string): boolean {
  const before = text.slice(lineStart(text, name.start), name.start);
  // An item of a list, as Compose's environment.
  if (/^(?:\S{0,40}Z )?\s{0,40}- $/.test(before)) return true;
  if (!/^[A-Z]/i.test(name.text)) return false;
  if (name.text.includes(".")) return isLead(before);
  if (!/^(?:\S{0,40}Z )?\s{0,20}$/.test(before)) return false;
  // A variable before a command, unless plain words follow.
  return (
    /pass[_-]?phrase$|^[a-z_]+$/.test(name.text) ||
    (/^\w+(?: [a-z]\w*){1,4}$/.test(rest) && !COMMAND.test(rest))
  );
}
const COMMAND =
  /^\S+ (?:make|np[mx]|yarn|pnpm|node|deno|bun|python\d?|pip\d?|go|cargo|mvn|gradle|docker|podman|kubectl|helm|terraform|ansible|psql|mysql|rake|bundle|ruby|java|bash|sh|sudo|env|exec|rails|php|composer|poetry|uv|pytest|tox|dotnet|curl|wget|git|ssh|aws|az|gcloud|rspec|mix|sbt|bazel|swift|test|run|retry|timeout)\b/;

/** `'DB_PASSWORD=two words'`: up to the quote that began right before the name. */
function quotedPair(text: string, name: Name, frame: Frame): number {
  const quote = text[name.start - 1];
  if (frame.by !== "=" || frame.spaced || (quote !== "'" && quote !== '"')) return -1;
  const [, end] = quotedEnd(text, name.start - 1);
  // `- "DB_PASSWORD=a=b"`: alone on its line.
  if (
    text[end] === quote &&
    isLead(text.slice(lineStart(text, name.start), name.start)) &&
    /^,?\s*$/.test(restOfLine(text, end + 1, 20))
  )
    return end;
  return end >= frame.end &&
    text[end] === quote &&
    end - frame.start < 200 &&
    !/[=\n]|\\(?!'')/.test(text.slice(frame.end, end))
    ? end
    : -1;
}

/** `User(id=4, password=two words, roles=[])`: up to the next field of a printed object, -1 where it is none. */
function fieldEnd(text: string, name: Name, frame: Frame, rank: Rank): number {
  if (rank < 2 || frame.by !== "=" || frame.spaced || frame.quoted || text[frame.end] !== " ") return -1;
  const before = text.slice(Math.max(lineStart(text, name.start), name.start - 400), name.start);
  if (!/[({[](?:[^(){}[\]\n]{0,300}, ?)?$/.test(before)) return -1;
  const phrase = FIELD.exec(restOfLine(text, frame.start, 200))?.[0];
  return phrase === undefined || isMessage(phrase, false) || EXPRESSION.test(phrase)
    ? -1
    : frame.start + phrase.length;
}
const FIELD = /^[^\s,;={}()[\]]+(?: [^\s,;={}()[\]]+){1,5}(?=, ?[A-Z][\w.]{0,40}=|[)}\]])/i;
const EXPRESSION = / (?:if|else|or|and|is|not|in|as|for|[-+*/<>?:|&%.]+) /;

/** A passphrase goes on to the end of the line where the name begins it and no sentence follows. */
export function withRest(text: string, name: Name, frame: Frame, rank: Rank): number {
  const whole = Math.max(quotedPair(text, name, frame), fieldEnd(text, name, frame, rank));
  if (whole > frame.end) return whole;
  const rest = restOfLine(text, frame.start, 200).trimEnd();
  const property = frame.by === "=" && !frame.spaced && isProperty(text, name, rest);
  if (rank < 2 || (frame.by !== ":" && !(frame.by === "=" && (frame.spaced || property)))) return frame.end;
  if (!isOf(text.charCodeAt(frame.end), BLANK) || !begins(text, name)) return frame.end;
  let end = lineEnd(text, frame.end);
  while (end > frame.end && (isOf(text.charCodeAt(end - 1), BLANK) || text.charCodeAt(end - 1) === 13))
    end -= 1;
  const phrase = text.slice(frame.start, end);
  if (
    end - frame.start > 200 ||
    /\s(?:#\s|\()|\s{2}|[={}<>]|: /.test(phrase) ||
    isMessage(phrase, isPhraseName(name))
  )
    return frame.end;
  return end;
}

/** Whether the name begins its line, perhaps behind the names that it belongs to: `profile::db::password`, `Smtp:Password`. */
function begins(text: string, name: Name): boolean {
  const before = text.slice(lineStart(text, name.start), name.start);
  return isLead(before) || isLead(before.replace(BELONGS, ""));
}
const BELONGS = /(?:(?:Notice|Info|Debug|Warning|Error): )?(?:\w{1,40}::?){1,6}$/;
