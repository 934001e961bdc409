import { percent } from "../core/format.js";
import type { Command } from "commander";
import { HealError, reasonOf } from "../core/errors.js";
import { noLog } from "../diagnosis/missing-log.js";
import type { Diagnosis, DiagnoseOptions } from "../diagnosis/diagnose-logs.js";
import { diagnoseArchive, diagnoseStream } from "../diagnosis/diagnose-logs.js";
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
      const answer = await diagnoseFile(file, io, options);
      await (flags.json ? writeJson(io, { file, ...answer }) : write(io.stdout, readable(file, answer)));
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
async function diagnoseFile(file: string, io: CliIo, options: DiagnoseOptions): Promise<Diagnosis> {
  try {
    const log = await openLog(file, io);
    return log.kind === "archive"
      ? await diagnoseArchive(log.bytes, options)
      : await diagnoseStream(log.stream, {}, options, log.unpacked ? { limit: LOG_ARCHIVE.totalBytes } : {});
  } catch (error) {
    if (error instanceof HealError && error.code === "HEAL_LOG_CUT")
      return noLog(`it was cut in transit (${error.message})`);
    throw error;
  }
}

function readable(file: string, answer: Diagnosis): string {
  const { chunk, failed } = answer;
  const lines = [
    `${inOneLine(file)}: ${answer.category} (${percent(answer.confidence)})`,
    `  ${answer.summary}`,
    ...Object.entries(failed).map(([what, name]) => `  ${what}: ${inOneLine(name)}`),
    ...(chunk
      ? [`  failing part: ${chunk.path ? `${chunk.path} ` : ""}lines ${chunk.start_line}-${chunk.end_line}`]
      : []),
    ...(answer.reason === undefined ? [] : [`  note: ${answer.reason}`]),
    ...answer.alternatives.map((other) => `  or: ${other.category} (${percent(other.confidence)})`),
    ...answer.evidence.map(({ line, text }) => `  ${String(line).padStart(7)} | ${text}`),
  ];
  return `${lines.join("\n")}\n`;
}
