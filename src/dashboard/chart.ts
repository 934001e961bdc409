/** Drawing of a series in a box of 600 x 120 units; what SVG's attributes take, for a view. */
export interface Chart {
  width: number;
  height: number;
  /** Points of `polyline`s: one for each stretch without a gap. */
  lines: string[];
  /** Points with a gap to both sides, which a line cannot show. */
  dots: { x: string; y: string }[];
  /** Points of `polygon`s: what is usual. */
  bands: string[];
  /** x of vertical marks. */
  marks: string[];
  /** Values of the box's upper and lower edge. */
  top: number;
  bottom: number;
}

export interface Drawn {
  /** Milliseconds since 1970, ascending. */
  at: number;
  /** null: a gap. */
  value: number | null;
  low?: number | null;
  high?: number | null;
  /** Something changed before this point. */
  mark?: boolean;
}

const [WIDTH, HEIGHT, EDGE] = [600, 120, 4];

const finite = (value: number | null | undefined): value is number =>
  typeof value === "number" && Number.isFinite(value);

/** Stretches of neighbours for which something is true. */
function stretches<T>(all: readonly T[], is: (one: T) => boolean): T[][] {
  const found: T[][] = [];
  let open: T[] | null = null;
  for (const one of all) {
    if (!is(one)) open = null;
    else if (open) open.push(one);
    else found.push((open = [one]));
  }
  return found;
}

/** Values that are no finite numbers are gaps. */
export function chart(points: readonly Drawn[]): Chart {
  const shown = points.flatMap(({ value, low, high }) => [value, low, high].filter(finite));
  const bottom = Math.min(0, ...shown);
  const top = Math.max(bottom + 1e-9, ...shown);
  const [first, last] = [points[0]?.at ?? 0, points.at(-1)?.at ?? 0];
  const across = last > first ? last - first : 0;
  const x = (at: number): string =>
    (across === 0 ? WIDTH / 2 : EDGE + ((at - first) / across) * (WIDTH - 2 * EDGE)).toFixed(1);
  const y = (value: number): string =>
    (HEIGHT - EDGE - ((value - bottom) / (top - bottom)) * (HEIGHT - 2 * EDGE)).toFixed(1);
  const lines = stretches(points, ({ value }) => finite(value));
  const bands = stretches(points, ({ low, high }) => finite(low) && finite(high));
  return {
    width: WIDTH,
    height: HEIGHT,
    lines: lines
      .filter((stretch) => stretch.length > 1)
      .map((stretch) => stretch.map(({ at, value }) => `${x(at)},${y(value ?? 0)}`).join(" ")),
    dots: lines
      .filter((stretch) => stretch.length === 1)
      .flatMap((stretch) => stretch.map(({ at, value }) => ({ x: x(at), y: y(value ?? 0) }))),
    bands: bands
      .filter((stretch) => stretch.length > 1)
      .map((stretch) =>
        [
          ...stretch.map(({ at, high }) => `${x(at)},${y(high ?? 0)}`),
          ...stretch.toReversed().map(({ at, low }) => `${x(at)},${y(low ?? 0)}`),
        ].join(" "),
      ),
    marks: points.flatMap(({ at, mark }, i) => {
      const before = points[i - 1];
      return mark && before ? [x((before.at + at) / 2)] : [];
    }),
    top,
    bottom,
  };
}
