import type { z } from "zod";
import { HealError } from "../core/errors.js";
import { nearest } from "../core/nearest.js";
import { keysAt, playbookSchema, type Playbook } from "./schema.js";
import { keyOffset, nodeOffset, readYaml } from "./yaml.js";

/** What is wrong with a playbook, and where; both 1-based. */
export interface Problem {
  line: number;
  column: number;
  message: string;
}
export type Checked = { playbook: Playbook } | { problems: Problem[] };

type Issue = z.core.$ZodIssue;
/** A list of categories or moves has its place in a message. */
const LONGEST = 900;

/** YAML text -> playbook. Throws `HEAL_PLAYBOOK_INVALID` with the file's name, line and column of the first trouble. */
export function parsePlaybook(text: string, name: string, origin: Playbook["origin"]): Playbook {
  const checked = checkPlaybook(text, name, origin);
  if ("playbook" in checked) return checked.playbook;
  const { line, column, message } = checked.problems[0] ?? { line: 1, column: 1, message: "invalid" };
  throw new HealError("HEAL_PLAYBOOK_INVALID", `${name}:${line}:${column}: ${message}`, { line, column });
}

/** All that is wrong with it. Throws `HEAL_PLAYBOOK_INVALID` for what is no YAML. */
export function checkPlaybook(text: string, name: string, origin: Playbook["origin"]): Checked {
  const { document, value, placeOf } = readYaml(text, name, "HEAL_PLAYBOOK_INVALID", 0);
  if (value === null || value === undefined)
    return { problems: [{ line: 1, column: 1, message: "playbook: the file is empty" }] };
  const parsed = playbookSchema.safeParse(value);
  if (parsed.success) return { playbook: { ...parsed.data, origin } };
  const problems = parsed.error.issues.map(tellingIssue).flatMap((issue): Problem[] => {
    const { path } = issue;
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({
        ...placeOf(keyOffset(document, path, key)),
        message: said(path, unknownKey(path, key)),
      }));
    return [{ ...placeOf(nodeOffset(document, path)), message: said(path, issue.message) }];
  });
  return { problems };
}

const said = (path: readonly PropertyKey[], words: string): string =>
  `${path.map(String).join(".") || "playbook"}: ${words}`.slice(0, LONGEST);

/** Of one thing or a list of them: what is wrong with the form that was meant, the one that went the farthest. */
function tellingIssue(issue: Issue): Issue {
  if (issue.code !== "invalid_union") return issue;
  const inner = issue.errors.flatMap(([first]) => first ?? []).map(tellingIssue);
  const [best] = inner.sort(
    (a, b) =>
      Number(a.code === "invalid_type") - Number(b.code === "invalid_type") || b.path.length - a.path.length,
  );
  return best ? { ...best, path: [...issue.path, ...best.path] } : issue;
}

function unknownKey(path: readonly PropertyKey[], key: string): string {
  const known = keysAt(path);
  const close = nearest(key, known);
  const meant = close === undefined ? "" : `; did you mean ${close}?`;
  return `Unrecognized key: ${JSON.stringify(key.slice(0, 60))}${meant} Known here: ${known.join(", ")}`;
}
