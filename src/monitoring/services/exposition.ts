/** One value of an exporter. */
export interface Exposed {
  name: string;
  labels: Record<string, string>;
  value: number;
  /** A value that only grows, until its process begins anew. */
  counter: boolean;
  /** Milliseconds; null: now. */
  at: number | null;
}

export interface Exposition {
  values: Exposed[];
  /** Reason to how many lines or series it kept out. */
  refused: Map<string, number>;
}

export interface Reader {
  push(text: string): void;
  end(): Exposition;
}

/** Longer than any line that people write; Prometheus' own limit of a label's value is off by default. */
const LINE = 64 * 1024;

/**
 * Reads Prometheus' text format as it streams in, and keeps only the series whose name is wanted, at most `most` of them. A line
 * that is none is counted and passed over. The format: https://prometheus.io/docs/instrumenting/exposition_formats/ (0.0.4;
 * timestamps in ms) and https://prometheus.io/docs/specs/om/open_metrics_spec/ (`openMetrics`; timestamps in s, exemplars).
 */
export function createReader(wanted: ReadonlySet<string>, most: number, openMetrics = false): Reader {
  const values: Exposed[] = [];
  const refused = new Map<string, number>();
  const refuse = (reason: string) => void refused.set(reason, (refused.get(reason) ?? 0) + 1);
  const types = new Map<string, string>();
  const seen = new Set<string>();
  let rest = "";
  let skipping = false;

  const line = (text: string): void => {
    if (text.startsWith("#")) return learn(text, types);
    const end = text.search(/[{ \t]/);
    const name = end < 0 ? text : text.slice(0, end);
    if (!wanted.has(name)) return;
    const read = parse(text.slice(name.length));
    if (read === null) return refuse("a line cannot be read");
    const { labels, value, time } = read;
    const key = `${name}${JSON.stringify(Object.entries(labels).sort())}`;
    if (seen.has(key)) return refuse("a series stands there twice");
    if (values.length >= most) return refuse(`more than ${most} series`);
    seen.add(key);
    const at = time === null || !openMetrics ? time : time * 1_000;
    values.push({ name, labels, value, counter: isCounter(name, types), at });
  };

  const take = (text: string): void => {
    if (text.length > LINE) refuse(`a line is longer than ${LINE / 1024} kB`);
    else line(text.endsWith("\r") ? text.slice(0, -1) : text);
  };

  return {
    push(text) {
      let from = 0;
      for (let to = text.indexOf("\n"); to >= 0; to = text.indexOf("\n", from)) {
        if (skipping) skipping = false;
        else take(rest + text.slice(from, to));
        rest = "";
        from = to + 1;
      }
      if (skipping) return;
      rest += text.slice(from);
      if (rest.length <= LINE) return;
      refuse(`a line is longer than ${LINE / 1024} kB`);
      rest = "";
      skipping = true;
    },
    end() {
      if (rest !== "") take(rest);
      return { values, refused };
    },
  };
}

/** Names whose type is kept: an exporter that sends only types must not fill the memory. */
const TYPES = 10_000;

function learn(text: string, types: Map<string, string>): void {
  const [, what, name, type] = text.split(/[ \t]+/, 4);
  if (what === "TYPE" && name !== undefined && type !== undefined && types.size < TYPES)
    types.set(name, type);
}

/** By the type that stands before it; one without a type by its name (docs: naming, `_total` accumulates). */
function isCounter(name: string, types: ReadonlyMap<string, string>): boolean {
  const own = types.get(name) ?? types.get(name.replace(/_total$/, ""));
  if (own !== undefined && own !== "untyped" && own !== "unknown") return own === "counter";
  const family = types.get(name.replace(/_(?:bucket|count|sum)$/, ""));
  if (family === "histogram" || family === "summary") return /_(?:bucket|count|sum)$/.test(name);
  return name.endsWith("_total");
}

/** What stands behind the name: labels, value, time. */
function parse(text: string): { labels: Record<string, string>; value: number; time: number | null } | null {
  const labels: Record<string, string> = {};
  let at = spaces(text, 0);
  if (text[at] === "{") {
    const end = readLabels(text, at + 1, labels);
    if (end === null) return null;
    at = end;
  }
  // An exemplar of OpenMetrics begins at a `#`; no number has one.
  const [value, time, more] = (text.slice(at).split("#", 1)[0] ?? "").trim().split(/[ \t]+/);
  if (value === undefined || more !== undefined) return null;
  const [read, moment] = [number(value), time === undefined ? null : number(time)];
  if (read === null || (time !== undefined && (moment === null || !Number.isFinite(moment)))) return null;
  return { labels, value: read, time: moment };
}

function spaces(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\t") at++;
  return at;
}

/** Fills `labels`; the place behind the closing brace, or null when there is none. */
function readLabels(text: string, from: number, labels: Record<string, string>): number | null {
  let at = spaces(text, from);
  while (text[at] !== "}") {
    const equals = text.indexOf("=", at);
    if (equals < 0) return null;
    const name = text.slice(at, equals).trim();
    const open = spaces(text, equals + 1);
    if (!/^[a-z_]\w*$/i.test(name) || text[open] !== '"' || Object.hasOwn(labels, name)) return null;
    let value = "";
    for (at = open + 1; text[at] !== '"'; at++) {
      const one = text[at];
      if (one === undefined) return null;
      value += one === "\\" ? escaped(text[++at]) : one;
    }
    // `__proto__` would not become a key otherwise.
    Object.defineProperty(labels, name, { value, enumerable: true, writable: true, configurable: true });
    at = spaces(text, at + 1);
    if (text[at] === ",") at = spaces(text, at + 1);
    else if (text[at] !== "}") return null;
  }
  return at + 1;
}

const escaped = (letter: string | undefined): string => (letter === "n" ? "\n" : (letter ?? ""));

/** Go's numbers, as far as exporters write them. */
function number(text: string): number | null {
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return NaN;
  const value = Number(text);
  return text === "" || Number.isNaN(value) ? null : value;
}
