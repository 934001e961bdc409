import { invalid, MAX_REPORT_BYTES, parseReport } from "../logs/reports/index.js";
import type { Report } from "../logs/reports/index.js";
import { open } from "./series/open.js";
import type { CliIo, Subcommand } from "./subcommand.js";
import { inOneLine, write, writeJson } from "./subcommand.js";
import { reportUnreadable } from "./text/output.js";

export const report: Subcommand = {
  name: "report",
  summary: "Reads test reports: JUnit XML and its dialects, NUnit, xUnit, TRX, TAP, go test -json.",
  build(command, io, done) {
    command
      .argument("<file...>", "reports; .gz, or - for stdin")
      .action(async (files: string[], flags: { json?: boolean }) => {
        let failed = false;
        for (const file of files) {
          try {
            const read = parseReport(await bytesOf(file, io), file);
            await (flags.json ? writeJson(io, { file, ...read }) : write(io.stdout, readable(file, read)));
          } catch (error) {
            failed = true;
            await reportUnreadable(io, file, error, flags.json);
          }
        }
        done(failed ? 1 : 0);
      });
  },
};

/** Stops reading where a report can no longer be one, so that an endless input ends. */
async function bytesOf(file: string, io: CliIo): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of open(file, io) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_REPORT_BYTES) throw invalid(`larger than ${MAX_REPORT_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readable(file: string, { format, tests, passed, failed, errors, skipped, ...rest }: Report): string {
  const took = rest.duration_s === null ? "" : ` in ${rest.duration_s} s`;
  const lines = [
    `${inOneLine(file)}: ${format}, ${tests} tests in ${rest.suites} suites${took}`,
    `  ${passed} passed, ${failed} failed, ${errors} errors, ${skipped} skipped`,
    ...rest.failures.flatMap(({ suite, name, message, file: source, line }) => [
      `  ✗ ${inOneLine(`${suite === "" ? "" : `${suite} › `}${name}${source === undefined ? "" : ` (${source}${line === undefined ? "" : `:${line}`})`}`)}`,
      ...message
        .split("\n")
        .filter((said) => said.trim() !== "")
        .slice(0, 3)
        .map((said) => `      ${said}`),
    ]),
  ];
  return `${lines.join("\n")}\n`;
}
