import { nameAround } from "./assignments.js";
import { frameOf } from "./frames.js";
import type { Sink } from "./sink.js";
import { isPlaceholder, isReference } from "./values.js";

/** What names of `user:password` hold. */
export const PAIR_WORDS: readonly string[] = [
  ...["user.info", "user_info", "user-info", "userinfo"],
  ...["basic.auth", "basic_auth", "basic-auth", "basicauth"],
  ...["http_auth", "http-auth", "httpauth", "proxy_auth", "proxy-auth", "proxyauth"],
];
const NAME = /(?:(?:basic|http|proxy)[._-]?auth(?:[._-]?user[._-]?info)?|auth[._-]?user[._-]?info)$/i;
const [LONGEST_USER, LONGEST_JUDGED] = [100, 300];
const USER = /^["']?[\w.@+-]{1,80}:(?=[^\s/:])/;

/** `basic.auth.user.info=user:password` of Confluent's clients, `http_auth: "user:password"`: the user stays. */
export function userAndPassword(text: string, start: number, end: number, sink: Sink): number | null {
  const name = nameAround(text, start, end);
  if (!NAME.test(name.text)) return null;
  const frame = frameOf(text, name);
  if (frame === null || typeof frame === "string") return null;
  const user = USER.exec(text.slice(frame.start, Math.min(frame.end, frame.start + LONGEST_USER)));
  if (!user) return null;
  const from = frame.start + user[0].length;
  const judged = text.slice(from, Math.min(frame.end, from + LONGEST_JUDGED));
  if (judged.length < 3 || isPlaceholder(judged, frame.quoted) || isReference(judged)) return null;
  sink.add(from, frame.end, "password");
  return frame.end;
}
