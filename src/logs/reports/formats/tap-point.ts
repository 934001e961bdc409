import type { Failure, Outcome } from "../report.js";

/** A line `ok` or `not ok`, and what is written under it. */
export interface Point {
  readonly isOk: boolean;
  readonly name: string;
  readonly directive: string;
  /** Milliseconds. */
  readonly time: string | undefined;
  /** Its test points follow in braces (node-tap). */
  readonly opens: boolean;
  readonly yaml: string[];
  /** Comments under it: where there is no YAML, they say why it failed. */
  readonly said: string[];
}

/** `ok` and a tab is how `go test` begins a line. */
const POINT = /^(not )?ok(?: (\d{1,9})(?!\S))?(?: (?! ))?(?:- ?)?(.*)$/;
/** A `#` in a name is written `\\#` (TAP 14), and one that is not stands before a directive or node-tap's time only. */
const DIRECTIVE = /(?:^|\s)#\s{0,3}(?:(skip|todo)|time=(\d{1,9}(?:\.\d{1,9})?)ms)/i;

export function pointOn(line: string): Point | null {
  const match = /^(?:not )?ok(?:$| )/.test(line) && !/^ok(?: {2}|\s*\t)/.test(line) ? POINT.exec(line) : null;
  if (!match) return null;
  const [, not, number = "", rest = ""] = match;
  const opens = rest.endsWith("{");
  const text = opens ? rest.slice(0, -1).trimEnd() : rest;
  const directive = DIRECTIVE.exec(text);
  const name = text
    .slice(0, directive?.index)
    .trim()
    .replace(/\\([#\\])/g, "$1");
  return {
    isOk: not === undefined,
    name: name || `test ${number}`.trim(),
    directive: directive?.[1]?.toLowerCase() ?? "",
    time: directive?.[2],
    opens,
    yaml: [],
    said: [],
  };
}

export function outcomeOf({ isOk, directive, yaml }: Point): Outcome {
  if (directive === "skip") return "skipped";
  if (isOk) return "passed";
  // A failing TODO is expected to fail; a passing one passes.
  if (directive === "todo") return "expected";
  return valueOf(yaml, "failureType") === "cancelledByParent" ? "errors" : "failed";
}

export const failureOf = (point: Point, suite: string): Failure => ({
  suite,
  name: point.name,
  message: messageOf(point),
  ...placeOf(point),
});

/** Seconds: node's `duration_ms`, node-tap's `# time=12ms`. */
export function tookOf({ yaml, time }: Point): number | null {
  const ms = Number(valueOf(yaml, "duration_ms") ?? time ?? NaN);
  return Number.isFinite(ms) ? ms / 1_000 : null;
}

/** The value of a key, a block of lines too (`|-`). */
export function valueOf(yaml: readonly string[], key: string): string | undefined {
  const at = yaml.findIndex((line) => line.trimStart().startsWith(`${key}:`));
  const line = yaml[at];
  if (line === undefined) return undefined;
  const value = line
    .trim()
    .slice(key.length + 1)
    .trim();
  if (!/^[|>][-+]?$/.test(value)) return value.replace(/^(['"])(.*)\1$/s, "$2").replaceAll("''", "'");
  const indent = line.length - line.trimStart().length;
  const rest = yaml.slice(at + 1);
  const end = rest.findIndex(
    (inner) => inner.trim() !== "" && inner.length - inner.trimStart().length <= indent,
  );
  return rest
    .slice(0, end < 0 ? rest.length : end)
    .map((inner) => inner.trim())
    .join("\n")
    .trim();
}

function messageOf({ yaml, said }: Point): string {
  const message = valueOf(yaml, "message") || valueOf(yaml, "error");
  if (message) return message;
  if (yaml.length === 0) return said.map((line) => line.replace(/^\s*# {0,4}/, "")).join("\n");
  return yaml
    .map((line) => line.trim())
    .filter((line) => !/^(?:duration_ms|severity|location|stack):/.test(line))
    .join("\n");
}

function placeOf({ yaml, said }: Point): { file?: string; line?: number } {
  // node-tap has a map under `at`.
  const [file, line] = [
    valueOf(yaml, "file") ?? valueOf(yaml, "fileName"),
    Number(valueOf(yaml, "line") ?? valueOf(yaml, "lineNumber") ?? NaN),
  ];
  if (file) return { file, line };
  // `file:12:5`, or a frame of a stack around it (tape).
  const at = valueOf(yaml, "location") ?? valueOf(yaml, "at") ?? "";
  const match = /^(?:.{0,300}\()?([^()]{1,500}?):(\d{1,9})(?::\d{1,9})?\)?$/.exec(at);
  if (match) return { file: match[1], line: Number(match[2]) };
  for (const line of said) {
    // Perl's Test::More; bats.
    const place =
      / at (\S{1,500}) line (\d{1,9})\./.exec(line) ?? /\btest file (\S{1,500}), line (\d{1,9})/.exec(line);
    if (place) return { file: place[1], line: Number(place[2]) };
  }
  return {};
}
