import { readFile } from "node:fs/promises";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { Command } from "commander";
import { HealError, reasonOf } from "../core/errors.js";
import { diagnoseArchive } from "../diagnosis/archive.js";
import { noLog } from "../diagnosis/absent.js";
import type { Diagnosis, DiagnoseOptions, Example } from "../diagnosis/diagnose.js";
import { diagnoseLog } from "../diagnosis/diagnose.js";
import { isZip, UNPACKED_LIMIT } from "../logs/archive.js";
import type { CliIo, Subcommand } from "./subcommand.js";
import { write, writeJson } from "./subcommand.js";

interface Flags {
  baseline?: string;
  examples?: string;
  evidence: string;
  json?: boolean;
}

export const diagnose: Subcommand = {
  name: "diagnose",
  summary: "Says what failed in CI logs, where, and why.",
  build(command, io, done) {
    command
      .argument("<log...>", "log files; .gz, GitHub's .zip log archive, or - for stdin")
      .option("--baseline <green-log>", "log of a passing run of the same job")
      .option(
        "--examples <file.jsonl>",
        "earlier labelled logs of the project: {log, start_line, end_line} a line",
      )
      .option("--evidence <n>", "evidence lines, at most 200", "20")
      .action(async (logs: string[], flags: Flags, self: Command) => {
        const evidence = Number(flags.evidence);
        if (!Number.isInteger(evidence) || evidence < 0 || evidence > 200)
          self.error("error: --evidence takes a number from 0 to 200");
        const options: DiagnoseOptions = {
          evidence,
          ...(flags.baseline === undefined ? {} : { baseline: await text(flags.baseline, io) }),
          ...(flags.examples === undefined ? {} : { examples: await examplesOf(flags.examples, io) }),
        };
        let failed = false;
        for (const file of logs) {
          try {
            const answer = await diagnoseFile(file, io, options);
            await (flags.json
              ? writeJson(io, { file, ...answer })
              : write(io.stdout, readable(file, answer)));
          } catch (error) {
            failed = true;
            const code = error instanceof HealError ? error.code : "HEAL_INPUT_UNREADABLE";
            if (flags.json) await writeJson(io, { file, error: { code, message: reasonOf(error) } });
            else await write(io.stderr, `${file}: ${code}: ${reasonOf(error)}\n`);
          }
        }
        done(failed ? 1 : 0);
      });
  },
};

async function diagnoseFile(file: string, io: CliIo, options: DiagnoseOptions): Promise<Diagnosis> {
  try {
    const bytes = await bytesOf(file, io);
    return isZip(bytes)
      ? await diagnoseArchive(bytes, options)
      : diagnoseLog({ text: bytes.toString("utf8") }, options);
  } catch (error) {
    if (error instanceof HealError && error.code === "HEAL_LOG_CUT")
      return noLog(`it was cut in transit (${error.message})`);
    throw error;
  }
}

/** A file's bytes, unpacked when they are gzip. Throws `HEAL_INPUT_UNREADABLE`, `HEAL_LOG_CUT`, `HEAL_ARCHIVE_INVALID`. */
async function bytesOf(file: string, io: CliIo): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = file === "-" ? await buffer(io.stdin) : await readFile(file);
  } catch (error) {
    throw new HealError("HEAL_INPUT_UNREADABLE", reasonOf(error), { cause: error });
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: UNPACKED_LIMIT });
  } catch (error) {
    const cut = /unexpected end of file|incorrect data check|invalid/.test(reasonOf(error));
    throw new HealError(cut ? "HEAL_LOG_CUT" : "HEAL_ARCHIVE_INVALID", reasonOf(error), { cause: error });
  }
}

const text = async (file: string, io: CliIo): Promise<string> => (await bytesOf(file, io)).toString("utf8");

async function examplesOf(file: string, io: CliIo): Promise<Example[]> {
  const examples: Example[] = [];
  for (const [at, row] of (await text(file, io)).split("\n").entries()) {
    if (row.trim() === "") continue;
    const { log, start_line, end_line } = exampleRow(row, at + 1);
    examples.push({ text: await text(path.resolve(path.dirname(file), log), io), start_line, end_line });
  }
  return examples;
}

function exampleRow(row: string, line: number): { log: string; start_line: number; end_line: number } {
  try {
    const value = JSON.parse(row) as Record<string, unknown>;
    const { log, start_line, end_line } = value;
    if (typeof log === "string" && typeof start_line === "number" && typeof end_line === "number")
      return { log, start_line, end_line };
  } catch (error) {
    throw new HealError("HEAL_INPUT_INVALID", `examples, line ${line}: ${reasonOf(error)}`, {
      line,
      cause: error,
    });
  }
  throw new HealError("HEAL_INPUT_INVALID", `examples, line ${line}: wants {log, start_line, end_line}`, {
    line,
  });
}

function readable(file: string, answer: Diagnosis): string {
  const { chunk, failed } = answer;
  const lines = [
    `${file}: ${answer.category} (${Math.round(answer.confidence * 100)} %)`,
    `  ${answer.summary}`,
    ...Object.entries(failed).map(([what, name]) => `  ${what}: ${name}`),
    ...(chunk
      ? [`  failing part: ${chunk.path ? `${chunk.path} ` : ""}lines ${chunk.start_line}-${chunk.end_line}`]
      : []),
    ...(answer.reason === undefined ? [] : [`  note: ${answer.reason}`]),
    ...answer.alternatives.map(
      (other) => `  or: ${other.category} (${Math.round(other.confidence * 100)} %)`,
    ),
    ...answer.evidence.map(({ line, text: said }) => `  ${String(line).padStart(7)} | ${said}`),
  ];
  return `${lines.join("\n")}\n`;
}
