import { withoutEnd } from "./chars.js";

/** What a password is called where texts of a page are translated: the text itself is no password. */
const WORDS =
  "passwort kennwort contraseña contrasena senha hasło wachtwoord lösenord adgangskode passord salasana heslo jelszó parolă şifre " +
  "пароль Пароль 密码 密碼 パスワード 비밀번호 passphrase password";
const PHRASES = ["mot de passe", "palavra-passe", "clave de acceso"];

/** Lines may come as text, or with every byte of their UTF-8 a character. */
const LABELS: readonly string[] = [
  ...new Set(
    [...WORDS.split(" "), ...PHRASES].flatMap((word) => [word, Buffer.from(word).toString("latin1")]),
  ),
];
const ALONE: ReadonlySet<string> = new Set(LABELS);
const FOREIGN: readonly string[] = LABELS.filter((word) => /[^\x20-\x7e]/.test(word));
const LONGEST = 120;

/** `"password": "Passwort"`, `"confirm_password": "Passwort bestätigen"`: a label, or a sentence that has one. */
export function isLabel(value: string): boolean {
  if (value.length > LONGEST || /\d/.test(value)) return false;
  const text = withoutEnd(value, ":?!*. ").replace(/[A-Z]/g, (c) => c.toLowerCase());
  if (ALONE.has(text)) return true;
  // Without blanks between its words only another script is no password.
  if (!/[a-z]/.test(text)) return FOREIGN.some((word) => text.includes(word));
  return text.includes(" ") && LABELS.some((word) => ` ${text} `.includes(` ${word} `));
}
