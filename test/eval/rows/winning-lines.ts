import { diagnoseLogs } from "../../../src/diagnosis/diagnose-logs.js";
import { dataset, jsonl } from "../datasets.js";
import type { Row } from "../row.js";

interface Winning {
  log: string;
  expected_line: number | null;
}

interface Errors {
  log: string;
  errors: { line_1based: number }[];
}

const text = (path: string): string => dataset(path).toString("utf8");

export const rows: readonly Row[] = [
  {
    work: "the winning line is the first evidence",
    data: "pytorch_log_classifier/dev",
    metric: "top-1",
    floor: null,
    published: null,
    reach: 0.9,
    run: async () => {
      const labels = jsonl<Winning>("pytorch_log_classifier/dev/labels.jsonl").filter(
        (one) => one.expected_line !== null,
      );
      const right = labels.filter(
        ({ log, expected_line }) =>
          diagnoseLogs({ text: text(`pytorch_log_classifier/dev/${log}`) }).evidence[0]?.line ===
          expected_line,
      );
      return right.length / labels.length;
    },
  },
  {
    work: "error lines among 200 of evidence",
    data: "treeherder_logs/dev",
    metric: "mean recall",
    floor: null,
    published: null,
    reach: 0.95,
    run: async () => {
      const labels = jsonl<Errors>("treeherder_logs/dev/labels.jsonl").filter(
        ({ errors }) => errors.length > 0,
      );
      const recalls = labels.map(({ log, errors }) => {
        const { evidence } = diagnoseLogs({ text: text(`treeherder_logs/dev/${log}`) }, { evidence: 200 });
        const shown = new Set(evidence.map(({ line }) => line));
        return errors.filter((error) => shown.has(error.line_1based)).length / errors.length;
      });
      return recalls.reduce((a, b) => a + b, 0) / recalls.length;
    },
  },
];
