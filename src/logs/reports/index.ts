import { gunzipSync } from "node:zlib";
import { readJunit } from "./junit.js";
import { readNunit } from "./nunit.js";
import { readTrx } from "./trx.js";
import { readXunit } from "./xunit.js";
import { invalid, parseXml } from "./xml.js";
import { isGoTest, readGoTest } from "./go-test.js";
import { isTap, readTap } from "./tap.js";
import type { Element } from "./xml.js";
import type { Report } from "./report.js";

export type { Report, Failure } from "./report.js";
export { invalid } from "./xml.js";

/** A report larger than this, unpacked, is refused: a test report of 64 MiB is a log. */
export const MAX_REPORT_BYTES = 64 * 1024 * 1024;

/** One line a format: root element -> reader. */
const byRoot: Readonly<Record<string, (root: Element) => Report>> = {
  testsuites: readJunit,
  testsuite: readJunit,
  "test-run": readNunit,
  "test-results": readNunit,
  "test-suite": readNunit,
  assemblies: readXunit,
  assembly: readXunit,
  TestRun: readTrx,
};

/**
 * A test report of any format heal knows; the content decides, not the name. `.gz` content is unpacked. Throws
 * `HEAL_REPORT_INVALID` with the 1-based line and column where the file stops making sense.
 */
export function parseReport(content: string | Buffer, name = "report"): Report {
  const text = textOf(content, name);
  const head = text.slice(0, 4_096).trimStart();
  if (head === "") throw invalid(`${name} is empty`);
  if (head.startsWith("<")) {
    const root = parseXml(text);
    const read = Object.hasOwn(byRoot, root.name) ? byRoot[root.name] : undefined;
    if (!read) throw invalid(`<${root.name}> is the root of no test report heal knows`);
    return read(root);
  }
  if (isGoTest(head)) return readGoTest(text);
  if (isTap(text)) return readTap(text);
  throw invalid(`${name} is neither XML nor TAP nor \`go test -json\``);
}

function textOf(content: string | Buffer, name: string): string {
  if (typeof content === "string") return bounded(content, name);
  const bytes = content[0] === 0x1f && content[1] === 0x8b ? unpack(content, name) : content;
  if (bytes.length > MAX_REPORT_BYTES) throw tooLarge(name);
  // UTF-16 with its mark is what .NET writes; everything else is read as UTF-8.
  const text = bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString("utf16le") : bytes.toString("utf8");
  return bounded(text, name);
}

function bounded(text: string, name: string): string {
  if (text.length > MAX_REPORT_BYTES) throw tooLarge(name);
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function unpack(content: Buffer, name: string): Buffer {
  try {
    return gunzipSync(content, { maxOutputLength: MAX_REPORT_BYTES });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(name);
    throw invalid(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const tooLarge = (name: string) => invalid(`${name} is larger than ${MAX_REPORT_BYTES} bytes`);
