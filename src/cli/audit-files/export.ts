import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { Writable } from "node:stream";
import { auditRows, type AuditRow } from "../../store/audit.js";
import type { Db } from "../../store/db.js";
import { canonical } from "../../store/json.js";
import { writeData } from "../subcommand.js";
import { auditColumns, type AuditFormat } from "./row.js";

const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;

const csvLine = (row: AuditRow): string =>
  [
    ...[String(row.id), row.at.toISOString(), row.actor, row.kind, row.subject],
    ...[canonical(row.detail), row.previous, row.hash],
  ]
    .map(cell)
    .join(",");

const formats: Readonly<Record<AuditFormat, { head: string; lineOf: (row: AuditRow) => string }>> = {
  jsonl: { head: "", lineOf: (row) => JSON.stringify(row) },
  csv: { head: `${auditColumns.join(",")}\n`, lineOf: csvLine },
};

/** Writes the rows as they come; answers how many there were, and the last one's hash. */
async function writeRows(db: Db, since: Date | null, format: AuditFormat, to: Writable) {
  const { head, lineOf } = formats[format];
  if (head !== "") await writeData(to, head);
  let [rows, hash]: [number, string | null] = [0, null];
  for await (const row of auditRows(db, since)) {
    await writeData(to, `${lineOf(row)}\n`);
    [rows, hash] = [rows + 1, row.hash];
  }
  return { rows, head: hash };
}

/** To a new file, which only its owner reads, or with `-` to the stream. A file that is there is left as it is: it throws. */
export async function exportAudit(
  db: Db,
  { since, format, file }: { since: Date | null; format: AuditFormat; file: string },
  stdout: Writable,
): Promise<{ rows: number; head: string | null }> {
  if (file === "-") return writeRows(db, since, format, stdout);
  const stream = createWriteStream(file, { flags: "wx", mode: 0o600 });
  const closed = finished(stream);
  const written = writeRows(db, since, format, stream).finally(() => stream.end());
  const [outcome] = await Promise.all([written, closed]);
  return outcome;
}
