import type { LineFormat, LineReader } from "../format.js";
import type { Tally } from "../report.js";
import { isRed } from "../report.js";
import { invalid } from "../invalid.js";
import { type Level, newLevel, wrongPlan } from "./tap-level.js";
import { failureOf, outcomeOf, type Point, pointOn, tookOf } from "./tap-point.js";

/** TAP 12 to 14 (testanything.org): a version, a plan, or a numbered test point among whatever else a program prints. */
export const tap: LineFormat = {
  name: "tap",
  begins: (line) =>
    /^(?:TAP version \d|1\.\.\d{1,9}(?: #|\s*$)|(?:not )?ok \d{1,9}(?!\S)|not ok(?: |$)|ok - |# Subtest: )/.test(
      line,
    ),
  read: (tally) => new TapReader(tally),
};

const MAX_LINES = 200;
const MAX_DEPTH = 100;
/** Longer lines are no test points. */
const MAX_LINE = 10_000;

/** Comments that sum up or announce, and say nothing of the point above. */
const SUMMARY =
  /^\s*# ?(?:Subtest:|tests |suites |pass |fail |cancelled |skipped |todo |duration_ms |Looks like |time=)/;

export class TapReader implements LineReader {
  #levels: Level[] = [newLevel(0, null)];
  /** A point whose YAML or comments may still follow, and the points it sums up. */
  #point: { point: Point; below: Level | null } | null = null;
  #yamlIndent = -1;
  /** The level that ended just now; the next point sums it up. */
  #below: Level | null = null;
  #opened: Point | null = null;
  #isOver = false;
  #isStarted = false;

  constructor(private readonly tally: Tally) {
    tally.report.suites = 1;
  }

  line(text: string): void {
    if (this.#isOver || text.length > MAX_LINE) return;
    const line = text.trimEnd();
    const trimmed = line.trimStart();
    const indent = line.length - trimmed.length;
    if (this.#detail(line, trimmed, indent)) return;
    // Its points follow in braces, under the point and its YAML (TAP 14).
    if (trimmed === "{" && this.#point) {
      this.#opened = this.#point.point;
      this.#point = null;
    }
    this.#settle();
    const point = pointOn(trimmed);
    // The last word of `prove` when all is well is no point.
    if (trimmed === "ok" && indent === 0 && this.#isComplete()) return;
    if (point) this.#add(point, indent);
    else if (trimmed === "}") this.#closeBrace(indent);
    else if (/^Bail out!/i.test(trimmed)) this.#bail(trimmed.slice(9).trim());
    else if (indent === 0 && /^TAP version /.test(trimmed) && this.#root.points > 0) this.#restart();
    else this.#plan(trimmed, indent);
  }

  end(): void {
    this.#settle();
    if (!this.#isStarted) throw invalid("no plan and no test point");
    if (!this.#isOver) this.#finish();
  }

  get #root(): Level {
    return this.#levels[0]!;
  }

  get #top(): Level {
    return this.#levels.at(-1)!;
  }

  /** Whether the line belongs to the point above it. */
  #detail(line: string, trimmed: string, indent: number): boolean {
    const point = this.#point?.point;
    if (!point) return false;
    if (this.#yamlIndent >= 0) {
      if (trimmed === "..." && indent <= this.#yamlIndent) this.#yamlIndent = -1;
      else if (point.yaml.length < MAX_LINES) point.yaml.push(line);
      return true;
    }
    if (trimmed === "---" && indent > this.#top.indent) {
      this.#yamlIndent = indent;
      return true;
    }
    // Test::More writes an empty line before what it says under a harness.
    if (trimmed === "") return true;
    if (!trimmed.startsWith("#") || SUMMARY.test(line)) return false;
    if (point.said.length < MAX_LINES) point.said.push(line);
    return true;
  }

  #add(point: Point, indent: number): void {
    this.#isStarted = true;
    this.#enter(indent);
    this.#top.points += 1;
    if (point.opens) this.#opened = point;
    else this.#point = { point, below: this.#below };
    this.#below = null;
  }

  /** Goes to the level of this depth; levels that are deeper have ended. */
  #enter(indent: number): void {
    while (this.#levels.length > 1 && this.#top.indent > indent) this.#leave();
    if (this.#top.indent < indent && this.#levels.length < MAX_DEPTH) {
      this.#levels.push(newLevel(indent, this.#opened));
      this.#opened = null;
    }
  }

  #leave(): void {
    const level = this.#levels.pop();
    if (!level) return;
    this.#compare(level);
    if (level.owner) this.#sum(level.owner, level);
    else this.#below = level;
  }

  #closeBrace(indent: number): void {
    while (this.#levels.length > 1 && this.#top.indent > indent) this.#leave();
    if (this.#opened) this.#count(this.#opened);
    this.#opened = null;
  }

  /** Counts the point that waited for its details. */
  #settle(): void {
    const waiting = this.#point;
    this.#point = null;
    this.#yamlIndent = -1;
    if (!waiting) return;
    if (waiting.below && waiting.below.points > 0) this.#sum(waiting.point, waiting.below);
    else this.#count(waiting.point);
  }

  #count(point: Point): void {
    if (this.#levels.length === 1) this.tally.took(tookOf(point));
    const outcome = outcomeOf(point);
    const kept = this.tally.add(outcome, () => failureOf(point, ""));
    if (isRed(outcome)) this.#top.red += 1;
    if (kept) this.#top.failures.push(kept);
  }

  /** A point that sums up others is no test of its own, unless it failed for a reason of its own: a hook, a plan. */
  #sum(point: Point, below: Level): void {
    for (const failure of below.failures)
      failure.suite = failure.suite === "" ? point.name : `${point.name} › ${failure.suite}`;
    this.#top.failures.push(...below.failures);
    this.#top.red += below.red;
    if (below.red === 0 && isRed(outcomeOf(point))) this.#count(point);
    else if (this.#levels.length === 1) this.tally.took(tookOf(point));
  }

  #plan(trimmed: string, indent: number): void {
    const count = /^1\.\.(\d{1,9})(?:\s|$)/.exec(trimmed)?.[1];
    if (count === undefined) return;
    // One program's output after the other's.
    if (indent === 0 && this.#levels.length === 1 && this.#isComplete()) this.#restart();
    this.#isStarted = true;
    this.#enter(indent);
    this.#top.planned = Number(count);
    if (/^1\.\.0\s{1,9}#/.test(trimmed)) this.tally.warn(`nothing was run: ${trimmed.slice(4).trim()}`);
  }

  #isComplete(): boolean {
    const { planned, points } = this.#root;
    return planned !== null && points >= planned;
  }

  #bail(why: string): void {
    this.#isStarted = true;
    this.#isOver = true;
    this.tally.add("errors", () => ({ suite: "", name: "Bail out!", message: why }));
  }

  #restart(): void {
    this.#finish();
    this.#levels = [newLevel(0, null)];
    this.tally.report.suites += 1;
  }

  #finish(): void {
    while (this.#levels.length > 1) this.#leave();
    this.#below = null;
    this.#compare(this.#root);
    // A runner that plans at its end, and did not come to it.
    if (this.#root.planned === null && this.#root.points > 0)
      this.#wrongPlan("there is no plan: the run ended before it was complete");
  }

  #compare(level: Level): void {
    const wrong = wrongPlan(level);
    if (wrong === null) return;
    level.red += 1;
    this.#wrongPlan(wrong);
  }

  #wrongPlan(message: string): void {
    this.tally.warn(message);
    this.tally.add("errors", () => ({ suite: "", name: "plan", message }));
  }
}
