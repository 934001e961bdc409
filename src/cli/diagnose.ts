import type { Command } from "commander";
import { HealError, reasonOf } from "../core/errors.js";
import { noLog } from "../diagnosis/missing-log.js";
import type { DiagnoseOptions, Reading } from "../diagnosis/diagnose-logs.js";
import { readArchive, readStream, reportText } from "../diagnosis/diagnose-logs.js";
import { LOG_ARCHIVE } from "../logs/archive.js";
import { examplesOf, openLog, textOf } from "./input/logs.js";
import type { CliIo, Subcommand } from "./subcommand.js";
import { inOneLine, write, writeJson } from "./subcommand.js";

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
      .action(async (logs: string[], flags: Flags, self: Command) => done(await run(logs, flags, self, io)));
  },
};

async function run(logs: readonly string[], flags: Flags, self: Command, io: CliIo): Promise<0 | 1> {
  const evidence = Number(flags.evidence);
  if (flags.evidence.trim() === "" || !Number.isInteger(evidence) || evidence < 0 || evidence > 200)
    self.error("error: --evidence takes a number from 0 to 200");
  const options: DiagnoseOptions = {
    evidence,
    ...(flags.baseline === undefined ? {} : { baseline: await textOf(flags.baseline, io) }),
    ...(flags.examples === undefined ? {} : { examples: await examplesOf(flags.examples, io) }),
  };
  let status: 0 | 1 = 0;
  for (const file of logs) {
    try {
      const reading = await readFile(file, io, options, flags.json === true ? null : telling(io, file));
      await (flags.json
        ? writeJson(io, { file, ...reading.diagnosis })
        : write(io.stdout, `${reportText(inOneLine(file), reading).join("\n")}\n`));
    } catch (error) {
      status = 1;
      const code = error instanceof HealError ? error.code : "HEAL_INPUT_UNREADABLE";
      if (flags.json) await writeJson(io, { file, error: { code, message: reasonOf(error) } });
      else await write(io.stderr, `${inOneLine(file)}: ${code}: ${inOneLine(reasonOf(error))}\n`);
    }
  }
  return status;
}

/** A log that was cut on its way is an answer (`no_log`), not an error. */
async function readFile(
  file: string,
  io: CliIo,
  options: DiagnoseOptions,
  progress: ((bytes: number) => void) | null,
): Promise<Pick<Reading, "diagnosis" | "context">> {
  try {
    const log = await openLog(file, io);
    if (log.kind === "archive") return await readArchive(log.bytes, options);
    const limit = log.unpacked ? LOG_ARCHIVE.totalBytes : Infinity;
    return await readStream(log.stream, {}, options, { limit, ...(progress ? { progress } : {}) });
  } catch (error) {
    if (error instanceof HealError && error.code === "HEAL_LOG_CUT")
      return { diagnosis: noLog(`it was cut in transit (${error.message})`), context: [] };
    throw error;
  }
}

/** Bytes after which a person who waits is told how far it is, each time. */
const TOLD = 256 * 1024 * 1024;

function telling(io: CliIo, file: string): (bytes: number) => void {
  let told = 0;
  return (bytes) => {
    if (bytes - told < TOLD) return;
    told = bytes;
    io.stderr.write(`${inOneLine(file)}: ${Math.round(bytes / 1024 / 1024)} MiB read\n`);
  };
}
