export interface Example {
  of: Map<string, number>;
  truth: boolean;
  weight: number;
}

export interface Logistic {
  intercept: number;
  weights: Map<string, number>;
  predict(of: Map<string, number>): number;
}

/** Logistic regression by Newton's method with a ridge on standardised weights; every example has the same names. */
export function logistic(examples: readonly Example[], ridge = 100): Logistic {
  const names = [...examples[0]!.of.keys()];
  const means = names.map((name) => average(examples.map(({ of }) => of.get(name)!)));
  const spreads = names.map(
    (name, j) => Math.sqrt(average(examples.map(({ of }) => (of.get(name)! - means[j]!) ** 2))) || 1,
  );
  const rows = examples.map(({ of }) => [
    1,
    ...names.map((name, j) => (of.get(name)! - means[j]!) / spreads[j]!),
  ]);
  const beta = new Array<number>(names.length + 1).fill(0);
  for (let round = 0; round < 25; round++) {
    const step = solve(...derivatives(examples, rows, beta, ridge));
    for (const [j, by] of step.entries()) beta[j]! += by;
    if (Math.max(...step.map(Math.abs)) < 1e-7) break;
  }
  const scaled = names.map((_, j) => beta[j + 1]! / spreads[j]!);
  const intercept = scaled.reduce((sum, weight, j) => sum - weight * means[j]!, beta[0]!);
  return {
    intercept,
    weights: new Map(names.map((name, j) => [name, scaled[j]!])),
    predict: (of) => sigmoid(names.reduce((sum, name, j) => sum + scaled[j]! * of.get(name)!, intercept)),
  };
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const average = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function derivatives(
  examples: readonly Example[],
  rows: number[][],
  beta: number[],
  ridge: number,
): [number[][], number[]] {
  const gradient = beta.map((value, j) => (j === 0 ? 0 : -ridge * value));
  const hessian = beta.map((_, j) => beta.map((__, k) => (j === k && j > 0 ? ridge : 0)));
  for (const [i, row] of rows.entries()) {
    const { truth, weight } = examples[i]!;
    const p = sigmoid(row.reduce((sum, x, j) => sum + x * beta[j]!, 0));
    const error = weight * ((truth ? 1 : 0) - p);
    const curve = weight * Math.max(1e-4, p * (1 - p));
    for (let j = 0; j < row.length; j++) {
      gradient[j]! += error * row[j]!;
      const line = hessian[j]!;
      for (let k = 0; k < row.length; k++) line[k]! += curve * row[j]! * row[k]!;
    }
  }
  return [hessian, gradient];
}

/** Gauss-Jordan elimination with row pivots. */
function solve(matrix: number[][], right: number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i]!]);
  for (let i = 0; i < a.length; i++) {
    let pivot = i;
    for (let k = i; k < a.length; k++) if (Math.abs(a[k]![i]!) > Math.abs(a[pivot]![i]!)) pivot = k;
    [a[i], a[pivot]] = [a[pivot]!, a[i]!];
    for (const [k, row] of a.entries()) {
      if (k === i) continue;
      const factor = row[i]! / a[i]![i]!;
      if (factor !== 0) for (let m = i; m < row.length; m++) row[m]! -= factor * a[i]![m]!;
    }
  }
  return a.map((row, i) => row[a.length]! / row[i]!);
}
