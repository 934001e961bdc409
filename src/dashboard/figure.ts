import { chart, type Drawn } from "./chart.js";
import { measure, type Unit } from "./units.js";
import { countText } from "./format.js";

export interface Row extends Drawn {
  /** The smallest and largest within the row's time, where it stands for several values. */
  least?: number;
  most?: number;
  /** What the row belongs to: a commit, a run. */
  note?: { text: string; href: string | null };
}

export interface FigureOf {
  title: string;
  /** Heading of the values' column: `Duration`. */
  name: string;
  unit: Unit;
  /** Ascending by time. */
  rows: readonly Row[];
  /** What a row is, in one and in many: `run`, `hour`. */
  each: string;
  /** Heading of the notes' column; none without it. */
  notes?: string;
}

/** The rows in which something was measured. */
type Known = Row & { value: number };
const known = (rows: readonly Row[]): Known[] => rows.filter((row): row is Known => row.value !== null);

const minute = (at: number): string => new Date(at).toISOString().slice(0, 16).replace("T", " ");

/**
 * A picture over a table of the same numbers, for the view `_figure`. The table is what is sent; the script of the page
 * draws from it, and without one there is a drawing of fewer details.
 */
export function figure({ title, name, unit, rows, each, notes }: FigureOf) {
  const measured = known(rows);
  const cell = (value: number | null | undefined) =>
    value === null || value === undefined ? null : { value: String(value), text: measure(value, unit) };
  const has = (key: "low" | "least") => rows.some((row) => typeof row[key] === "number");
  const drawing = chart(rows);
  return {
    title,
    name,
    unit,
    notes: notes ?? "",
    banded: has("low"),
    ranged: has("least"),
    marked: rows.some(({ mark }) => mark === true),
    drawing,
    top: measure(drawing.top, unit),
    bottom: measure(drawing.bottom, unit),
    count: countText(measured.length, each),
    label: summary(title, unit, measured, each),
    rows: rows.map(({ at, value, low, high, least, most, mark, note }) => ({
      at: new Date(at).toISOString(),
      time: minute(at),
      cell: cell(value),
      low: cell(low),
      high: cell(high),
      least: cell(least),
      most: cell(most),
      mark: mark === true,
      note: note ?? null,
    })),
  };
}

/** What a picture shows, in words: for whoever does not see it. */
function summary(title: string, unit: Unit, measured: readonly Known[], each: string): string {
  const last = measured.at(-1);
  if (!last) return `${title}: no values`;
  const values = measured.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const spread =
    least === most
      ? `always ${measure(least, unit)}`
      : `from ${measure(least, unit)} to ${measure(most, unit)}, the latest ${measure(last.value, unit)}`;
  const outside = measured.filter(
    ({ value, low, high }) => (low != null && value < low) || (high != null && value > high),
  ).length;
  const changes = measured.filter(({ mark }) => mark).length;
  return [
    `${title}: ${countText(measured.length, each)}, ${spread}`,
    ...(outside > 0 ? [`${outside} outside of what is usual`] : []),
    ...(changes > 0 ? [countText(changes, "change")] : []),
  ].join("; ");
}
