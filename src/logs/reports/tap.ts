import { Tally } from "./report.js";
import { invalid } from "./xml.js";
import type { Report } from "./report.js";

/** TAP has a version line, a plan, or a test line near its start (testanything.org, TAP 14). */
export const isTap = (text: string): boolean =>
  /^(?:TAP version \d{1,3}\s*$|1\.\.\d{1,9}\b|(?:not )?ok(?: |$))/m.test(text.slice(0, 65_536));

const TEST = /^(not )?ok(?: (\d{1,9}))?(?: -)?(?: (.*))?$/;
const DIRECTIVE = /(?:^|\s)#\s?(skip|todo)\b/i;
const MAX_YAML_LINES = 200;

/** Top-level test points of TAP 12 to 14; subtests are counted by the point that sums them up. */
export function readTap(text: string): Report {
  const tally = new Tally("tap");
  const lines = text.split("\n");
  let planned: number | null = null;
  tally.report.suites = 1;
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i]!.replace(/\r$/, "");
    const bail = /^Bail out!\s*(.*)/i.exec(line);
    if (bail) {
      tally.add("errors", () => ({ suite: "", name: "Bail out!", message: bail[1] ?? "", line: undefined }));
      break;
    }
    const plan = /^1\.\.(\d{1,9})(?!\d)/.exec(line);
    if (plan) planned = Number(plan[1]);
    const point = TEST.exec(line);
    if (point) addPoint(point, yamlAfter(lines, i + 1), tally);
  }
  if (tally.report.tests === 0 && planned === null) throw invalid("no plan and no test point");
  missing(planned, tally);
  return tally.report;
}

function addPoint(point: RegExpExecArray, yaml: string[], tally: Tally): void {
  const [, not, number, rest = ""] = point;
  const directive = DIRECTIVE.exec(rest)?.[1]?.toLowerCase();
  const name = rest.split(/\s#\s?(?:skip|todo|time)\b/i)[0]!.trim() || `test ${number ?? ""}`.trim();
  // A failing TODO is expected to fail; a passing one passes.
  const outcome =
    directive === "skip" || (directive === "todo" && not) ? "skipped" : not ? "failed" : "passed";
  tally.took(durationOf(yaml));
  tally.add(outcome, () => ({ suite: "", name, message: messageOf(yaml), ...placeOf(yaml) }));
}

/** The YAML block under a test point, without its `---` and `...`. */
function yamlAfter(lines: readonly string[], from: number): string[] {
  if (!/^\s{1,8}---/.test(lines[from] ?? "")) return [];
  const block: string[] = [];
  for (let i = from + 1; i < lines.length && block.length < MAX_YAML_LINES; i += 1) {
    if (/^\s{1,8}\.\.\.\s*$/.test(lines[i]!)) break;
    block.push(lines[i]!);
  }
  return block;
}

const valueOf = (yaml: readonly string[], key: string): string | undefined =>
  yaml
    .find((line) => line.trimStart().startsWith(`${key}:`))
    ?.trimStart()
    .slice(key.length + 1)
    .trim();

function messageOf(yaml: readonly string[]): string {
  const said = valueOf(yaml, "message") ?? valueOf(yaml, "error");
  if (said && !/^[|>]-?$/.test(said)) return said.replace(/^(['"])(.*)\1$/, "$2");
  return yaml
    .map((line) => line.trim())
    .filter((line) => !/^(?:duration_ms|severity|location|stack):/.test(line))
    .join("\n");
}

function placeOf(yaml: readonly string[]): { file?: string; line?: number } {
  const match = /^['"]?(.{1,500}?):(\d{1,9})(?::\d{1,9})?['"]?$/.exec(
    valueOf(yaml, "location") ?? valueOf(yaml, "at") ?? "",
  );
  return match ? { file: match[1], line: Number(match[2]) } : {};
}

function durationOf(yaml: readonly string[]): number | null {
  const ms = Number(valueOf(yaml, "duration_ms") ?? NaN);
  return Number.isFinite(ms) ? ms / 1_000 : null;
}

/** Tests that were planned and never reported did not pass: the run ended early. */
function missing(planned: number | null, tally: Tally): void {
  const lost = planned === null ? 0 : planned - tally.report.tests;
  if (lost > 0 && tally.report.errors === 0)
    tally.add("errors", () => ({ suite: "", name: "plan", message: `${lost} planned tests did not report` }));
}
