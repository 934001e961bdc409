import { changePoints } from "../../../src/detection/changepoint.js";
import { changePointF1, tcpdSeries } from "../helpers/tcpd.js";
import type { Row } from "../row.js";

function mean(predict: (values: number[]) => number[]): number {
  const all = tcpdSeries();
  return all.reduce((sum, one) => sum + changePointF1(one.annotations, predict(one.values)), 0) / all.length;
}

const common = { data: "tcpd dev, 12 series", metric: "F1, margin 5" };

export const rows: Row[] = [
  {
    ...common,
    work: "change points",
    floor: 0.723,
    published: "binseg default .674 here",
    reach: 0.8,
    run: async () => mean((values) => changePoints(values).map(({ index }) => index)),
  },
  {
    ...common,
    work: "the scorer: no change",
    floor: null,
    published: 0.723,
    reach: 0.723,
    run: async () => mean(() => []),
  },
];
