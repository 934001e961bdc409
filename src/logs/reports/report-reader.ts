import { jsonFormats, xmlFormats } from "./formats.js";
import type { LineReader } from "./format.js";
import { invalid } from "./invalid.js";
import { JsonDocument } from "./json-document.js";
import { Lines } from "./lines.js";
import { type Report, Tally } from "./report.js";
import { beginningIn, nextIn } from "./sniff.js";
import { XmlDocument } from "./xml-document.js";

type Part =
  | { readonly kind: "xml"; readonly document: XmlDocument }
  | { readonly kind: "json"; readonly document: JsonDocument }
  | { readonly kind: "lines"; readonly reader: LineReader; readonly lines: Lines };

/** How much other output may stand before a report. */
const MAX_BEFORE = 16 * 1024 * 1024;
/** What of a line tells what begins in it. */
const HEAD = 4_096;

/**
 * Reads a report from text that comes in pieces: looks for where it begins, then hands the text to the reader of its kind. Several
 * reports in one file are one report. Throws `HEAL_REPORT_INVALID`.
 */
export class ReportReader {
  #tally: Tally | undefined;
  #part: Part | undefined;
  /** The kind of the document that ended; another one may follow. */
  #ended: "xml" | "json" | undefined;
  #pending = "";
  #before = 0;
  #line = 1;
  #isFirst = true;
  #isStarted = false;
  #hasUnknownJson = false;
  readonly #warnings: string[] = [];

  constructor(private readonly name: string) {}

  /** Says what of the report cannot be relied on. */
  warn(warning: string): void {
    if (this.#tally) this.#tally.warn(warning);
    else this.#warnings.push(warning);
  }

  write(text: string): void {
    let rest: string | null = text;
    while (rest !== null && rest !== "") {
      if (this.#part) rest = this.#feed(this.#part, rest);
      else {
        this.#pending += rest;
        rest = this.#seek(false);
      }
    }
  }

  end(): Report {
    for (;;) {
      if (this.#part) {
        const rest = this.#close(this.#part);
        if (rest === "") break;
        this.#pending = rest;
      }
      const rest = this.#seek(true);
      if (rest === null) break;
      this.write(rest);
      if (!this.#part) break;
    }
    if (this.#tally) return this.#tally.report;
    if (!this.#isStarted) throw invalid(`${this.name} is empty`);
    throw invalid(
      this.#hasUnknownJson
        ? `${this.name} is JSON of no test report heal knows`
        : `${this.name} is no test report heal knows: neither XML nor JSON nor TAP nor \`go test -json\``,
    );
  }

  /** Goes through lines that are no part of a report. Returns the text from where one begins. */
  #seek(isEnd: boolean): string | null {
    for (;;) {
      const end = this.#pending.indexOf("\n");
      const isWhole = end >= 0 || isEnd;
      if (!isWhole && this.#pending.length < HEAD) return null;
      const line = this.#pending.slice(0, end < 0 ? undefined : end);
      const at = line.trim() === "" ? -1 : this.#begin(line.slice(0, HEAD));
      if (at >= 0) {
        const text = this.#pending.slice(at);
        this.#pending = "";
        return text;
      }
      this.#skip(line);
      if (end < 0) {
        this.#pending = "";
        return null;
      }
      this.#pending = this.#pending.slice(end + 1);
      this.#line += 1;
    }
  }

  #skip(line: string): void {
    if (line.trim() === "") return;
    this.#isStarted = true;
    this.#isFirst = false;
    if (this.#ended) {
      // Comments and instructions may stand behind a root.
      if (!/^\s*<[!?][^>]*>\s*$/.test(line)) this.warn("there is other text behind the report");
      return;
    }
    this.#before += line.length;
    if (this.#before > MAX_BEFORE) throw invalid(`${this.name} does not begin like a test report`);
    this.#warnings.push("there is other text before the report");
    this.#warnings.splice(1);
  }

  /** Begins to read where a report begins in this line; -1 where none does. */
  #begin(line: string): number {
    if (this.#ended) {
      const at = nextIn(line, this.#ended);
      if (at >= 0) this.#open(this.#ended);
      return at;
    }
    const beginning = beginningIn(line, this.#isFirst);
    if (!beginning) return -1;
    this.#isStarted = true;
    if (beginning.kind !== "lines") {
      if (/^\s*<(?:!doctype\s+html|html)\b/i.test(line)) throw invalid("an HTML page is no test report");
      this.#open(beginning.kind);
      return beginning.at;
    }
    const reader = beginning.format.read(this.#tallyFor(beginning.format.name));
    this.#part = {
      kind: "lines",
      reader,
      lines: new Lines((text, number) => reader.line(text, number), this.#line),
    };
    return 0;
  }

  #open(kind: "xml" | "json"): void {
    const tallyFor = (format: string): Tally => this.#tallyFor(format);
    this.#part =
      kind === "json"
        ? { kind, document: new JsonDocument(jsonFormats, tallyFor, this.#line) }
        : {
            kind,
            document: new XmlDocument(xmlFormats, tallyFor, (warning) => this.warn(warning), this.#line),
          };
  }

  /** Returns what stands behind the part, once that has ended. */
  #feed(part: Part, text: string): string | null {
    if (part.kind === "lines") {
      part.lines.write(text);
      return null;
    }
    const rest = part.document.write(text);
    if (rest === null) return null;
    if (part.kind === "json") this.#endJson(part.document);
    else this.#ended = "xml";
    this.#part = undefined;
    return rest;
  }

  /** The file has ended. */
  #close(part: Part): string {
    this.#part = undefined;
    if (part.kind === "lines") {
      part.lines.end();
      part.reader.end();
      return "";
    }
    if (part.kind === "xml") {
      const rest = part.document.end();
      this.#ended = "xml";
      return rest;
    }
    this.#endJson(part.document);
    return "";
  }

  #endJson(document: JsonDocument): void {
    if (document.end()) this.#ended = "json";
    else this.#hasUnknownJson = true;
  }

  #tallyFor(format: string): Tally {
    this.#tally ??= new Tally(format);
    for (const warning of this.#warnings.splice(0)) this.#tally.warn(warning);
    return this.#tally;
  }
}
