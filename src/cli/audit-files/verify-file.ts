import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { HealError, reasonOf } from "../../core/errors.js";
import { linked, startOfChain, type AuditCheck, type AuditRow } from "../../store/audit.js";
import { linesIn } from "../text/lines.js";
import { auditColumns, exportedRow } from "./row.js";

/** What an export holds; `whole` false: it begins after the chain's first row, and what came before is not in it. */
export type FileCheck = AuditCheck & { whole: boolean };

/**
 * Recomputes the chain in an export, without a database; the first line says which format it has. Throws `HEAL_INPUT_INVALID` with the line of
 * what is no row, and `HEAL_INPUT_UNREADABLE`.
 */
export async function verifyExport(file: string): Promise<FileCheck> {
  const start = startOfChain();
  let check = start;
  let whole = true;
  for await (const row of rowsOf(file)) {
    if (check.rows === 0) {
      whole = row.previous === start.head;
      check = startOfChain(row.previous);
    }
    check = linked(check, row);
    if (check.broken) break;
  }
  return { ...check, whole };
}

async function* rowsOf(file: string): AsyncGenerator<AuditRow> {
  try {
    let [number, isCsv] = [0, false];
    read: for await (const batch of linesIn(createReadStream(file)))
      for (const { text, cut } of batch) {
        number += 1;
        isCsv = number === 1 && text.trimEnd() === auditColumns.join(",");
        if (isCsv) break read;
        if (cut > 0) throw notARow(file, number, "the line is too long");
        yield rowOf(parsedJson(text), file, number);
      }
    if (isCsv) yield* csvRowsOf(file);
  } catch (error) {
    if (error instanceof HealError) throw error;
    if (error instanceof CsvError) throw notARow(file, Number(error["lines"] ?? 0), error.message);
    throw new HealError("HEAL_INPUT_UNREADABLE", reasonOf(error), { cause: error });
  }
}

async function* csvRowsOf(file: string): AsyncGenerator<AuditRow> {
  const bytes = createReadStream(file);
  const parser = parse({ info: true, columns: true, max_record_size: 4_000_000 });
  // Errors reach the reader of the parser; the callback only keeps them from being thrown a second time.
  pipeline(bytes, parser, () => bytes.destroy());
  for await (const { record, info } of parser as AsyncIterable<Parsed>)
    yield rowOf({ ...record, detail: parsedJson(record["detail"] ?? "") }, file, info.lines);
}

interface Parsed {
  record: Record<string, string>;
  info: { lines: number };
}

function rowOf(value: unknown, file: string, line: number): AuditRow {
  const read = exportedRow.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw notARow(file, line, `${issue?.path.map(String).join(".") || "row"}: ${issue?.message ?? "invalid"}`);
}

/** Undefined for what is no JSON, which is then no row. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const notARow = (file: string, line: number, why: string): HealError =>
  new HealError("HEAL_INPUT_INVALID", `${file}:${line}: no row of an audit export: ${why}`);
