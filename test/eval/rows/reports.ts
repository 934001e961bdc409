import { HealError } from "../../../src/core/errors.js";
import { parseReport } from "../../../src/logs/reports/index.js";
import type { Report } from "../../../src/logs/reports/index.js";
import { dataset, jsonl } from "../datasets.js";
import type { Row } from "../row.js";

interface Entry {
  file: string;
  expected: { stats: Record<string, number> & { errors: unknown } } | null;
}

const data = "junit_xml/dev";
const TOTALS = [
  ["tests", ""],
  ["passed", "_succ"],
  ["failed", "_fail"],
  ["errors", "_error"],
  ["skipped", "_skip"],
] as const;

function read(file: string): Report | HealError {
  try {
    return parseReport(dataset(`${data}/${file}`), file);
  } catch (error) {
    if (error instanceof HealError) return error;
    throw error;
  }
}

/** The reference counts distinct names (`tests`) and executions (`runs`); where they differ, either is a total. */
function exact({ file, expected }: Entry): boolean {
  const report = read(file);
  if (report instanceof HealError) return false;
  const stats = expected!.stats;
  return (
    report.suites === stats.suites &&
    TOTALS.every(([key, suffix]) => [stats[`tests${suffix}`], stats[`runs${suffix}`]].includes(report[key]))
  );
}

export const rows: readonly Row[] = [
  {
    work: "test reports",
    data: `${data}, files with totals`,
    metric: "share with exact totals",
    floor: null,
    published: null,
    reach: 1,
    run: async () => {
      const entries = jsonl<Entry>(`${data}/files.jsonl`).filter((entry) => {
        const errors = entry.expected?.stats.errors;
        return Array.isArray(errors) && errors.length === 0;
      });
      return entries.filter(exact).length / entries.length;
    },
  },
  {
    work: "test reports",
    data: `${data}, all files`,
    metric: "read or refused with a place",
    floor: null,
    published: null,
    reach: 1,
    run: async () => {
      const entries = jsonl<Entry>(`${data}/files.jsonl`);
      const good = entries
        .map(({ file }) => read(file))
        .filter((r) => !(r instanceof HealError) || r.at.line);
      return good.length / entries.length;
    },
  },
];
