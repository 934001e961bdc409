/** Drawing of a series in a box of 600 x 120 units, zero at the bottom; what SVG's attributes take, for a view. */
export interface Chart {
  width: number;
  height: number;
  /** Points of a `polyline`; empty: nothing to draw. */
  line: string;
  /** A lone point, which a line cannot show. */
  dot: { x: string; y: string } | null;
  /** x of vertical marks. */
  marks: string[];
}

const [WIDTH, HEIGHT, EDGE] = [600, 120, 4];

/** `marks`: places in `values` before which a mark stands. Values that are no finite numbers are left out. */
export function chart(values: readonly number[], marks: readonly number[] = []): Chart {
  const finite = values.filter(Number.isFinite);
  const top = Math.max(1e-9, ...finite);
  const step = (WIDTH - 2 * EDGE) / Math.max(1, values.length - 1);
  const x = (place: number): string => (EDGE + place * step).toFixed(1);
  const y = (value: number): string =>
    (HEIGHT - EDGE - (Math.max(0, value) / top) * (HEIGHT - 2 * EDGE)).toFixed(1);
  const points = values.flatMap((value, i) => (Number.isFinite(value) ? [{ x: x(i), y: y(value) }] : []));
  return {
    width: WIDTH,
    height: HEIGHT,
    line: points.length > 1 ? points.map((point) => `${point.x},${point.y}`).join(" ") : "",
    dot: points.length === 1 ? (points[0] ?? null) : null,
    marks: marks.filter((place) => place > 0 && place < values.length).map((place) => x(place - 0.5)),
  };
}
