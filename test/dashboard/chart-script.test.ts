import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "@jest/globals";
import { packageFile } from "../../src/core/paths.js";
import { figure, type Row } from "../../src/dashboard/figure.js";

const script = readFileSync(packageFile("src/dashboard/assets/chart.js"), "utf8");

interface Options {
  width: number;
  scales: { x: { range(plot: null, from: number, to: number): number[] }; y: { range: Range } };
  axes: { values(plot: null, splits: number[], axis?: number, space?: number, step?: number): string[] }[];
  series: { points?: { filter?: () => number[] } }[];
  bands: { series: number[] }[];
  hooks: { draw: ((plot: object) => void)[]; setCursor: ((plot: object) => void)[] };
}
type Range = (plot: null, least: number | null, most: number | null) => number[];

/** Just as much of a page as the script asks for, with the cells that the view would make. */
function drawn(rows: readonly Row[], unit: "seconds" | "bytes" | "ratio" | "number" = "seconds") {
  const { banded, rows: shown } = figure({ title: "t", name: "Duration", unit, rows, each: "run" });
  const roles = ["", "value", ...(banded ? ["low", "high"] : [])];
  const cells = shown.map((row) => [row.time, row.cell, ...(banded ? [row.low, row.high] : [])] as const);
  const table = {
    tHead: { rows: [{ cells: roles.map((role) => ({ dataset: { role }, textContent: role || "Time" })) }] },
    tBodies: [
      {
        rows: shown.map((row, i) => ({
          className: row.mark ? "changed" : "",
          querySelector: () => ({ dateTime: row.at }),
          cells: cells[i]!.map((cell) => ({
            textContent: typeof cell === "string" ? cell : (cell?.text ?? "none"),
            querySelector: () => (typeof cell === "string" ? null : cell),
          })),
        })),
      },
    ],
  };
  const readout = { textContent: "of the plain drawing" };
  const place = { clientWidth: 800, replaceChildren: () => undefined };
  const parts: Record<string, object> = { table, ".plot": place, ".readout": readout };
  const made: { options: Options; data: unknown[] }[] = [];
  runInNewContext(script, {
    document: {
      querySelectorAll: () => [{ dataset: { unit }, querySelector: (name: string) => parts[name] ?? null }],
    },
    getComputedStyle: () => ({ getPropertyValue: (name: string) => name }),
    matchMedia: () => ({ addEventListener: () => undefined }),
    ResizeObserver: class {
      observe() {}
    },
    uPlot: class {
      constructor(options: Options, data: unknown[]) {
        made.push({ options, data: JSON.parse(JSON.stringify(data)) as unknown[] });
      }
    },
  });
  expect(made).toHaveLength(1);
  return { ...made[0]!, readout };
}

const START = Date.parse("2026-03-14T12:00:00Z");
const of = (values: readonly (number | null)[]): Row[] =>
  values.map((value, i) => ({ at: START + i * 60_000, value }));

describe("the script of the charts", () => {
  it("draws the numbers of the table, exactly, with gaps where it has none", () => {
    const { data } = drawn(of([1 / 3, null, 2e-7]));
    expect(data).toEqual([[0, 60, 120].map((s) => START / 1_000 + s), [1 / 3, null, 2e-7]]);
  });

  it("draws what is usual between its edges", () => {
    const rows = of([5, 6]).map((row) => ({ ...row, low: 4, high: 7 }));
    const { data, options } = drawn(rows);
    expect(data.slice(1)).toEqual([
      [7, 7],
      [4, 4],
      [5, 6],
    ]);
    expect(options.bands).toMatchObject([{ series: [1, 2] }]);
  });

  it.each([
    ["a lone moment", [5], 1_000, 1_000, [START / 1_000 - 3_600, START / 1_000 + 3_600]],
    ["two", [5, 6], 1_000, 2_000, [1_000, 2_000]],
  ])("gives %s its width", (_, values, from, to, range) =>
    expect([...drawn(of(values)).options.scales.x.range(null, from, to)]).toEqual(range),
  );

  it.each([
    ["nothing", null, null, [0, 1]],
    ["zeros", 0, 0, [0, 1]],
    ["a constant", 50, 50, [0, 54]],
    ["both signs", -10, 10, [-11.6, 11.6]],
  ])("has room for %s, with zero", (_, least, most, range) =>
    expect([...drawn(of([1])).options.scales.y.range(null, least, most)]).toEqual(
      range.map((edge) => expect.closeTo(edge)),
    ),
  );

  it("shows the points of a short series, and of a long one those that no line would show", () => {
    const long = Array.from({ length: 100 }, (_, i) => (i === 9 || i === 11 ? null : i));
    const points = (values: (number | null)[]) => [
      ...drawn(of(values)).options.series.at(-1)!.points!.filter!(),
    ];
    expect(points([1, null, 3])).toEqual([0, 2]);
    expect(points(long)).toEqual([10]);
  });

  it("marks changes between the runs next to them", () => {
    const rows = of([1, 1, 2]).map((row, i) => ({ ...row, mark: i === 2 }));
    const xs: number[] = [];
    const ctx = new Proxy({}, { get: () => () => undefined, set: () => true });
    drawn(rows).options.hooks.draw[0]!({
      ctx,
      bbox: { top: 0, height: 1 },
      valToPos: (second: number) => (xs.push(second - START / 1_000), 0),
    });
    expect(xs).toEqual([90]);
  });

  it("reads out the row under the cursor, as the table has it", () => {
    const { options, readout } = drawn(of([63, null]));
    expect(readout.textContent).toBe("");
    options.hooks.setCursor[0]!({ cursor: { idx: 0 } });
    expect(readout.textContent).toBe("2026-03-14 12:00 · value 1m 3s");
    options.hooks.setCursor[0]!({ cursor: { idx: null } });
    expect(readout.textContent).toBe("");
  });

  it("labels axes in the unit, and times in UTC", () => {
    const axes = (unit: "seconds" | "bytes" | "ratio" | "number") => drawn(of([1]), unit).options.axes;
    expect([...axes("seconds")[1]!.values(null, [0, 0.05, 30, 300, 7_200])]).toEqual([
      "0",
      "50 ms",
      "30 s",
      "5 min",
      "2 h",
    ]);
    expect([...axes("bytes")[1]!.values(null, [0, 2 ** 20])]).toEqual(["0 B", "1 MiB"]);
    expect([...axes("ratio")[1]!.values(null, [0, 0.5])]).toEqual(["0 %", "50 %"]);
    const noon = START / 1_000;
    expect([...axes("number")[0]!.values(null, [noon, noon + 3_600, noon + 86_400], 0, 0, 3_600)]).toEqual([
      "12:00\n03-14",
      "13:00",
      "12:00\n03-15",
    ]);
    expect([...axes("number")[0]!.values(null, [noon], 0, 0, 86_400)]).toEqual(["03-14"]);
  });
});
