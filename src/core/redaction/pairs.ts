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
const USER = /^["']?[\w.@+-]{1,80}:(?=[^\s/:])/;

/** `basic.auth.user.info=user:password` of Confluent's clients, `http_auth: "user:password"`: the user stays. */
export function userAndPassword(text: string, start: number, end: number, sink: Sink): number | null {
  const name = nameAround(text, start, end);
  if (!NAME.test(name.text)) return null;
  const frame = frameOf(text, name);
  if (frame === null || typeof frame === "string") return null;
  const value = text.slice(frame.start, frame.end);
  const password = value.slice(USER.exec(value)?.[0].length ?? value.length);
  if (password.length < 3 || isPlaceholder(password, frame.quoted) || isReference(password)) return null;
  sink.add(frame.end - password.length, frame.end, "password");
  return frame.end;
}
