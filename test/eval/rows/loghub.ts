import { parse } from "csv-parse/sync";
import { TemplateMiner, templatesOf } from "../../../src/logs/templates/index.js";
import { dataset, jsonl } from "../datasets.js";
import type { Row } from "../row.js";

const data = "loghub_2k_corrected/dev";

interface Labelled {
  EventId: string;
  EventTemplate: string;
  Content: string;
}

/** Share of lines whose predicted group is, as a set of lines, exactly their true group. */
export function groupingAccuracy(truth: readonly string[], predicted: readonly unknown[]): number {
  const sizes = new Map<string, number>();
  const groups = new Map<unknown, number[]>();
  truth.forEach((event, line) => {
    sizes.set(event, (sizes.get(event) ?? 0) + 1);
    const group = groups.get(predicted[line]);
    if (group) group.push(line);
    else groups.set(predicted[line], [line]);
  });
  let right = 0;
  for (const lines of groups.values()) {
    const event = truth[lines[0]!]!;
    if (lines.length === sizes.get(event) && lines.every((line) => truth[line] === event))
      right += lines.length;
  }
  return right / truth.length;
}

function mean(group: Group, by: "EventId" | "EventTemplate"): number {
  const systems = jsonl<{ system: string }>(`${data}/systems.jsonl`);
  const scores = systems.map(({ system }) => {
    const log = `${data}/${system}/${system}_2k.log`;
    const labelled = parse<Labelled>(dataset(`${log}_structured_corrected.csv.gz`), {
      columns: true,
      relax_quotes: true,
    });
    const raw = dataset(`${log}.gz`).toString("utf8").split("\n").slice(0, labelled.length);
    return groupingAccuracy(
      labelled.map((row) => row[by]),
      group(labelled, raw),
    );
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

const messages: Group = (labelled) => {
  const miner = new TemplateMiner();
  const shapes = labelled.map((row) => miner.add(row.Content));
  const templates = miner.templates();
  return shapes.map((shape) => templates[shape]!.text);
};
const wholeLines: Group = (_, raw) => templatesOf(raw).map(({ text }) => text);

type Group = (labelled: Labelled[], raw: string[]) => unknown[];

const row = (
  what: string,
  by: "EventId" | "EventTemplate",
  reach: number,
  floor: number,
  run: Group,
): Row => ({
  work: "log templates",
  data: `${data}, ${what}, truth by ${by}`,
  metric: "mean grouping accuracy",
  floor,
  published: what === "message text" ? "Drain tuned .865, Brain tuned .983" : null,
  reach,
  run: async () => mean(run, by),
});

export const rows: readonly Row[] = [
  row("message text", "EventId", 0.95, 0.77, messages),
  row("message text", "EventTemplate", 0.95, 0.77, messages),
  row("raw lines", "EventId", 0.85, 0.38, wholeLines),
  row("raw lines", "EventTemplate", 0.85, 0.38, wholeLines),
];
