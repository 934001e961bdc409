import { pipeline } from "node:stream";
import type { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { HealError } from "../../core/errors.js";

export interface CsvRow {
  /** As written. */
  timestamp: string;
  /** NaN where the cell is empty, `NaN`, `null` or an infinity: no measurement. */
  value: number;
  /** 1-based line of the file on which the row ends. */
  line: number;
}

interface Parsed {
  record: string[];
  info: { lines: number };
}

const ABSENT = new Set([
  "",
  "nan",
  "null",
  "na",
  "n/a",
  "none",
  "inf",
  "+inf",
  "-inf",
  "infinity",
  "+infinity",
  "-infinity",
]);

/**
 * Rows `timestamp,value` of a CSV as they come. A header is optional; with one, the columns are found by those names
 * and others are ignored. Throws `HEAL_INPUT_INVALID` with the line for what is no CSV, lacks a column or has no number.
 */
export async function* csvRows(bytes: Readable): AsyncGenerator<CsvRow> {
  const parser = parse({
    info: true,
    bom: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: 1_000_000,
  });
  // Errors reach the reader of the parser; the callback only keeps them from being thrown a second time.
  pipeline(bytes, parser, () => bytes.destroy());
  let columns = { timestamp: 0, value: 1 };
  let first = true;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      const header = first ? headerOf(record) : null;
      first = false;
      if (header) columns = header;
      else yield rowOf(record, columns, info.lines);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? error.lines : undefined;
    throw new HealError("HEAL_INPUT_INVALID", error.message, { line, cause: error });
  }
}

function headerOf(record: string[]): { timestamp: number; value: number } | null {
  const names = record.map((name) => name.toLowerCase());
  const [timestamp, value] = [names.indexOf("timestamp"), names.indexOf("value")];
  if (timestamp >= 0 && value >= 0) return { timestamp, value };
  // Two words that are no data, such as `time,cpu`: a header of other names, taken by position.
  const words = record.length >= 2 && record.slice(0, 2).every((cell) => /^[a-z_]/i.test(cell));
  return words && !ABSENT.has(names[1]!) ? { timestamp: 0, value: 1 } : null;
}

function rowOf(record: string[], columns: { timestamp: number; value: number }, line: number): CsvRow {
  const timestamp = record[columns.timestamp];
  const cell = record[columns.value];
  if (timestamp === undefined || cell === undefined)
    throw new HealError("HEAL_INPUT_INVALID", `line ${line}: wants timestamp,value`, { line });
  if (timestamp === "")
    throw new HealError("HEAL_INPUT_INVALID", `line ${line}: the timestamp is empty`, { line });
  if (ABSENT.has(cell.toLowerCase())) return { timestamp, value: Number.NaN, line };
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(cell))
    throw new HealError(
      "HEAL_INPUT_INVALID",
      `line ${line}: ${JSON.stringify(cell.slice(0, 40))} is no number`,
      { line },
    );
  return { timestamp, value: Number(cell), line };
}

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Milliseconds since 1970 of an ISO 8601 time (no zone: UTC) or a count of seconds or milliseconds since 1970. Throws `HEAL_INPUT_INVALID`. */
export function timeOf({ timestamp, line }: Pick<CsvRow, "timestamp" | "line">): number {
  if (/^-?\d{1,16}(?:\.\d{1,9})?$/.test(timestamp)) {
    const count = Number(timestamp);
    // 1e11 seconds is the year 5138; 1e11 milliseconds is 1973.
    return Math.abs(count) < 1e11 ? count * 1_000 : count;
  }
  const [, day, time = "00:00", zone = "Z"] = ISO.exec(timestamp) ?? [];
  const at = day === undefined ? Number.NaN : Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  if (Number.isNaN(at))
    throw new HealError(
      "HEAL_INPUT_INVALID",
      `line ${line}: ${JSON.stringify(timestamp.slice(0, 40))} is no time`,
      { line },
    );
  return at;
}
