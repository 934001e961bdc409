import { isPythonRange } from "./ranges.js";

export interface Requirement {
  /** As PyPI compares names: `-`, `_` and `.` are one (PEP 503). */
  name: string;
  /** The specifiers as written, without blanks; "" for any version. */
  range: string;
  /** Condition behind `;`, without blanks. */
  marker: string;
  extras: string;
}

const NAME = /^[A-Z0-9][\w.-]{0,100}/i;

/** Reads `name[extra] >=1,<2 ; marker` (PEP 508); null for anything with a place in it (`@ https://`, a path). */
export function readRequirement(text: string): Requirement | null {
  const [head = "", marker = "", ...more] = text.split(";");
  const name = NAME.exec(head.trim())?.[0];
  if (name === undefined || more.length > 0 || !/^[\w\s.'"<>=!()~,-]{0,200}$/.test(marker)) return null;
  let rest = head.trim().slice(name.length).trim();
  const extras = /^\[[\w, .-]{0,100}\]/.exec(rest)?.[0] ?? "";
  rest = rest.slice(extras.length).trim();
  if (rest.startsWith("(") && rest.endsWith(")")) rest = rest.slice(1, -1).trim();
  // Without an operator in front, what follows a name is not a version.
  if (rest !== "" && !(/^[<>=!~]/.test(rest) && isPythonRange(rest))) return null;
  return {
    name: name.toLowerCase().replace(/[-_.]+/g, "-"),
    range: rest.replace(/\s/g, ""),
    marker: marker.replace(/\s/g, ""),
    extras,
  };
}
