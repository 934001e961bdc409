import { dataset, jsonl } from "../datasets.js";

export interface AnnotatedSeries {
  series: string;
  annotations: Record<string, number[]>;
  values: number[];
}

interface SeriesFile {
  series: { raw: (number | null)[] }[];
}

export const tcpdSeries = (): AnnotatedSeries[] =>
  jsonl<Omit<AnnotatedSeries, "values">>("tcpd/dev/series.jsonl").map((row) => {
    const file = JSON.parse(dataset(`tcpd/dev/series/${row.series}.json.gz`).toString("utf8")) as SeriesFile;
    return { ...row, values: file.series[0]!.raw.map((value) => value ?? Number.NaN) };
  });

/** How many of `truths` have a prediction of their own within the margin. */
function found(truths: Iterable<number>, predictions: Iterable<number>, margin: number): number {
  const left = new Set(predictions);
  let count = 0;
  for (const truth of [...new Set(truths)].sort((a, b) => a - b)) {
    const near = [...left]
      .filter((place) => Math.abs(place - truth) <= margin)
      .sort((a, b) => Math.abs(a - truth) - Math.abs(b - truth) || a - b)[0];
    if (near === undefined) continue;
    left.delete(near);
    count++;
  }
  return count;
}

/** F1 over several annotators: precision against all, recall averaged (van den Burg & Williams, arXiv:2003.06222, section 4.2). */
export function changePointF1(
  annotations: Record<string, number[]>,
  predicted: readonly number[],
  margin = 5,
): number {
  // The first place is a change in every annotation and every prediction, so nothing is divided by zero.
  const people = Object.values(annotations).map((places) => [0, ...places]);
  const predictions = new Set([0, ...predicted]);
  const precision = found(people.flat(), predictions, margin) / predictions.size;
  const recall =
    people.reduce((sum, places) => sum + found(places, predictions, margin) / new Set(places).size, 0) /
    people.length;
  return (2 * precision * recall) / (precision + recall);
}
