import { diagnoseLogs } from "../../../src/diagnosis/diagnose-logs.js";
import { dataset, jsonl } from "../datasets.js";
import type { Row } from "../row.js";

interface Label {
  group: string;
  fail_log: string;
  pass_log: string;
  annotator1: [kind: string, from: number, to: number][] | null;
}

const folder = "cidiff_breakages/dev";

function lineF1(label: Label): number {
  const text = (log: string): string => dataset(`${folder}/${log}`).toString("utf8");
  const { chunk } = diagnoseLogs({ text: text(label.fail_log) }, { baseline: text(label.pass_log) });
  const wanted = new Set<number>();
  for (const [kind, from, to] of label.annotator1 ?? [])
    if (kind === "E") for (let i = from; i <= to; i++) wanted.add(i);
  if (!chunk) return 0;
  let both = 0;
  for (let i = chunk.start_line; i <= chunk.end_line; i++) both += Number(wanted.has(i));
  return (2 * both) / (wanted.size + chunk.end_line - chunk.start_line + 1);
}

export const rows: readonly Row[] = [
  {
    work: "failing part, with a passing log",
    data: folder,
    metric: "mean line F1 of the chunk against the first annotator",
    floor: 0.36,
    published: 0.551,
    reach: 0.65,
    run: async () => {
      const labels = jsonl<Label>(`${folder}/labels.jsonl`).filter(({ group }) => group === "breakages");
      return labels.reduce((sum, label) => sum + lineF1(label), 0) / labels.length;
    },
  },
];
