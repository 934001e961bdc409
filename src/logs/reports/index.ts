import { gunzipSync } from "node:zlib";
import { type Decoder, decoderFor, HEAD_BYTES } from "./decode.js";
import { invalid } from "./invalid.js";
import type { Report } from "./report.js";
import { ReportReader } from "./report-reader.js";

export type { Attempt, Failure, Report } from "./report.js";
export { invalid } from "./invalid.js";

/** A report larger than this, unpacked, is refused where it is held in memory as a whole. */
export const MAX_REPORT_BYTES = 64 * 1024 * 1024;

/**
 * A test report of any format heal knows; the content decides, not the name. `.gz` content is unpacked. Throws
 * `HEAL_REPORT_INVALID` with the 1-based line and column where the file stops making sense.
 */
export function parseReport(content: string | Buffer, name = "report"): Report {
  const reader = new ReportReader(name);
  if (typeof content === "string") reader.write(bounded(content, name));
  else {
    const bytes = content[0] === 0x1f && content[1] === 0x8b ? unpack(content, name) : content;
    if (bytes.length > MAX_REPORT_BYTES) throw tooLarge(name);
    const decoder = decoderFor(bytes.subarray(0, HEAD_BYTES));
    reader.write(withoutMark(decoder.write(bytes)));
    reader.write(decoder.end());
    if (decoder.warning !== null) reader.warn(decoder.warning);
  }
  return reader.end();
}

/** The same for bytes as they come, unpacked already: a report of any size, of which little is held in memory. */
export async function readReport(pieces: AsyncIterable<Buffer>, name = "report"): Promise<Report> {
  const reader = new ReportReader(name);
  let decoder: Decoder | undefined;
  let head = Buffer.alloc(0);
  const begin = (): void => {
    decoder = decoderFor(head);
    reader.write(withoutMark(decoder.write(head)));
  };
  for await (const piece of pieces) {
    if (decoder) reader.write(decoder.write(piece));
    else {
      head = Buffer.concat([head, piece]);
      if (head.length >= HEAD_BYTES) begin();
    }
  }
  if (!decoder) begin();
  reader.write(decoder?.end() ?? "");
  if (decoder?.warning) reader.warn(decoder.warning);
  return reader.end();
}

function bounded(text: string, name: string): string {
  if (text.length > MAX_REPORT_BYTES) throw tooLarge(name);
  return withoutMark(text);
}

const withoutMark = (text: string): string => (text.startsWith("\ufeff") ? text.slice(1) : text);

function unpack(content: Buffer, name: string): Buffer {
  try {
    return gunzipSync(content, { maxOutputLength: MAX_REPORT_BYTES });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(name);
    throw invalid(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const tooLarge = (name: string) => invalid(`${name} is larger than ${MAX_REPORT_BYTES} bytes`);
