/** Middle value of a copy; NaN of nothing. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** 1.4826 x median distance from the middle: a standard deviation that half the values cannot spoil (Hampel 1974). */
export const mad = (values: ArrayLike<number>, middle = median(values)): number =>
  1.4826 * median(Float64Array.from(values, (value) => Math.abs(value - middle)));
