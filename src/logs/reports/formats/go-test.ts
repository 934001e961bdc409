import type { LineFormat, LineReader } from "../format.js";
import type { Tally } from "../report.js";
import { number, objectOn, string } from "../values.js";
import { invalid } from "../invalid.js";
import { GoPackage } from "./go-package.js";
import { Said } from "./said.js";

/**
 * The event stream of `go test -json` (cmd/test2json's documentation), alone or among other output: a suite a package, a test
 * with subtests counts like its subtests do.
 */
export const goTest: LineFormat = {
  name: "go-test",
  begins: (line) => (line.startsWith("{") || EVENT.test(line)) && /"Action"\s?:\s?"/.test(line),
  read: (tally) => new GoReader(tally),
};

/** How an event begins, on a line that other output began, or that two processes wrote. */
const EVENT = /(?=\{"(?:Time|Action|ImportPath)":")/;

/** What go prints beside its events when a package cannot be built: `FAIL	example.com/x [build failed]`. */
const NOT_BUILT = /^FAIL\s{1,8}(\S{1,500}) \[((?:build|setup) failed)\]/;
const COMPILER = /^# (\S{1,500})/;

class GoReader implements LineReader {
  readonly #packages = new Map<string, GoPackage>();
  /** Compiler output by import path, as events and as text name it. */
  readonly #builds = new Map<string, Said>();
  #compiling: Said | null = null;
  readonly #room = { messages: 10_000 };
  #strange = 0;
  #firstStrange = 0;

  constructor(private readonly tally: Tally) {}

  line(line: string, number: number): void {
    if (line.trim() === "") return;
    const event = objectOn(line.trim());
    if (event) this.#event(event);
    else if (EVENT.test(line) && this.#events(line.split(EVENT))) return;
    else if (line.startsWith("{")) {
      this.#strange += 1;
      this.#firstStrange ||= number;
    } else this.#text(line);
  }

  end(): void {
    if (this.#packages.size === 0 && this.#builds.size === 0)
      throw invalid("no event of `go test -json` names a package", this.#firstStrange || 1);
    if (this.#strange > 0)
      this.tally.warn(
        `${this.#strange} lines begin like events and are none (the first: ${this.#firstStrange})`,
      );
    for (const found of this.#packages.values()) found.end(this.tally);
    // Built by a package that no event names: nothing was run there.
    for (const [name, said] of this.#builds)
      if (said.isFailed && !said.isTold)
        this.tally.add("errors", () => ({ suite: name, name: `${name} [build failed]`, message: said.text }));
    this.tally.report.suites = this.#packages.size;
  }

  #event(event: Readonly<Record<string, unknown>>): void {
    const action = string(event.Action);
    if (action === "build-output" || action === "build-fail") {
      const build = this.#build(string(event.ImportPath));
      if (action === "build-fail") build.isFailed = true;
      else build.add(string(event.Output));
      return;
    }
    const name = string(event.Package);
    if (name === "" && string(event.Test) === "") return;
    const found = this.#package(name);
    if (string(event.FailedBuild) !== "") found.built = this.#build(string(event.FailedBuild));
    found.event(action, string(event.Test), string(event.Output), number(event.Elapsed), this.tally);
  }

  /** Events among other text on one line. Returns whether there was one. */
  #events(parts: readonly string[]): boolean {
    let found = 0;
    for (const part of parts) {
      const event = objectOn(part.slice(0, part.lastIndexOf("}") + 1));
      if (event) this.#event(event);
      if (event) found += 1;
    }
    return found > 0;
  }

  #text(line: string): void {
    const compiler = COMPILER.exec(line)?.[1];
    if (compiler !== undefined) {
      this.#compiling = this.#build(compiler);
      return;
    }
    const [, name, why] = NOT_BUILT.exec(line) ?? [];
    if (name !== undefined) {
      const found = this.#package(name);
      found.built ??= this.#builds.get(name) ?? new Said();
      if (found.built.text === "") found.built.add(why ?? "");
      found.event("fail", "", "", undefined, this.tally);
      this.#compiling = null;
    } else if (/^(?:FAIL|ok|---|===|\?)\s/.test(line)) this.#compiling = null;
    else this.#compiling?.add(`${line}\n`);
  }

  #package(name: string): GoPackage {
    const found = this.#packages.get(name) ?? new GoPackage(name, this.#room);
    this.#packages.set(name, found);
    return found;
  }

  #build(name: string): Said {
    const said = this.#builds.get(name) ?? new Said();
    this.#builds.set(name, said);
    return said;
  }
}
