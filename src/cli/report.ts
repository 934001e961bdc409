import { clip } from "../core/text.js";
import { type Failure, readReport, type Report } from "../logs/reports/index.js";
import { filesOf } from "./input/files.js";
import { open } from "./series/open.js";
import type { CliIo, Subcommand } from "./subcommand.js";
import { inOneLine, write, writeJson } from "./subcommand.js";
import { reportUnreadable } from "./text/output.js";

export const report: Subcommand = {
  name: "report",
  summary:
    "Reads test reports: JUnit XML and its dialects, NUnit, xUnit, TRX, TestNG, Robot, TAP and prove, and JSON of 16 runners.",
  build(command, io, done) {
    command
      .argument("<file...>", "reports, or quoted patterns such as '**/TEST-*.xml'; .gz, or - for stdin")
      .action(async (files: string[], flags: { json?: boolean }) => {
        const totals = new Totals();
        for (const file of files) await readAll(file, io, flags.json === true, totals);
        if (flags.json !== true && totals.files > 1) await write(io.stdout, totals.text());
        done(totals.unreadable > 0 ? 1 : 0);
      });
  },
};

async function readAll(argument: string, io: CliIo, json: boolean, totals: Totals): Promise<void> {
  let files: string[];
  try {
    files = await filesOf(argument);
  } catch (error) {
    totals.unreadable += 1;
    return reportUnreadable(io, argument, error, json);
  }
  for (const file of files) {
    totals.files += 1;
    try {
      const read = await readReport(open(file, io) as AsyncIterable<Buffer>, file);
      totals.add(read);
      await (json ? writeJson(io, { file, ...read }) : write(io.stdout, readable(file, read)));
    } catch (error) {
      totals.unreadable += 1;
      await reportUnreadable(io, file, error, json);
    }
  }
}

type Counts = Pick<
  Report,
  "passed" | "failed" | "errors" | "skipped" | "flaky" | "not_run" | "expected_failures"
>;

/** What all files come to, for people. */
class Totals {
  files = 0;
  unreadable = 0;
  #tests = 0;
  readonly #counts: Counts = {
    passed: 0,
    failed: 0,
    errors: 0,
    skipped: 0,
    flaky: 0,
    not_run: 0,
    expected_failures: 0,
  };

  add(report: Report): void {
    this.#tests += report.tests;
    for (const key of [
      "passed",
      "failed",
      "errors",
      "skipped",
      "flaky",
      "not_run",
      "expected_failures",
    ] as const)
      this.#counts[key] += report[key];
  }

  text(): string {
    const unreadable = this.unreadable === 0 ? "" : `, ${this.unreadable} of them could not be read`;
    return `total: ${this.#tests} tests in ${this.files} files${unreadable}\n  ${counted(this.#counts)}\n`;
  }
}

function counted({ passed, failed, errors, skipped, flaky, not_run, expected_failures }: Counts): string {
  const of = (count: number, what: string): string[] => (count === 0 ? [] : [`${count} ${what}`]);
  const within = (parts: string[]): string => (parts.length === 0 ? "" : ` (${parts.join(", ")})`);
  return [
    `${passed} passed${within(of(flaky, "flaky"))}`,
    `${failed} failed`,
    `${errors} errors`,
    `${skipped} skipped${within([...of(not_run, "not run"), ...of(expected_failures, "failed as expected")])}`,
  ].join(", ");
}

function readable(file: string, report: Report): string {
  const took = report.duration_s === null ? "" : ` in ${report.duration_s} s`;
  const lines = [
    `${inOneLine(file)}: ${report.format}, ${report.tests} tests in ${report.suites} suites${took}`,
    `  ${counted(report)}`,
    ...report.failures.flatMap((failure) => told("✗", failure)),
    ...report.flaky_tests.flatMap((test) => told("~", test)),
    ...report.warnings.map((warning) => `  ! ${inOneLine(warning)}`),
  ];
  return `${lines.join("\n")}\n`;
}

function told(mark: string, { suite, name, message, file, line, attempts = [] }: Failure): string[] {
  const place = file === undefined ? "" : ` (${file}${line === undefined ? "" : `:${line}`})`;
  const tries = attempts.length > 1 ? ` [${attempts.map(({ outcome }) => outcome).join(", ")}]` : "";
  return [
    `  ${mark} ${inOneLine(`${suite === "" ? "" : `${suite} › `}${name}${place}${tries}`)}`,
    ...message
      .split("\n")
      .filter((said) => said.trim() !== "")
      .slice(0, 3)
      .map((said) => `      ${clip(said, 500)}`),
  ];
}
