/** 1 - erfc(z / sqrt 2) / 2 for z >= 0 (Numerical Recipes `erfcc`, relative error below 1.2e-7). */
function upTo(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ];
  return 1 - (t * Math.exp(-x * x + terms.reduceRight((sum, term) => sum * t + term, 0))) / 2;
}

/** NAB's windowed Gaussian detector (window 6,400, step 100): the floor, and a check of the scorer. */
export function windowedGaussian(values: readonly number[]): number[] {
  let window: number[] = [];
  let fresh: number[] = [];
  let [mean, spread] = [0, 1];
  const update = (): void => {
    mean = window.reduce((sum, value) => sum + value, 0) / window.length;
    const variance = window.reduce((sum, value) => sum + (value - mean) ** 2, 0) / window.length;
    spread = Math.sqrt(variance) || 1e-6;
  };
  return values.map((value) => {
    const score = window.length > 0 ? upTo(Math.abs(value - mean) / spread) : 0;
    if (window.length < 6_400) {
      window.push(value);
      update();
    } else if (fresh.push(value) === 100) {
      window = window.slice(100).concat(fresh);
      fresh = [];
      update();
    }
    return score;
  });
}
