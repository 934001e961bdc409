import { isObject, toText, type Value } from "./expressions/index.js";

export type Combination = Record<string, Value>;

/**
 * All combinations of a matrix in GitHub's order (the last key turns fastest), `exclude` taken out, `include`
 * merged into what it does not contradict or added. No matrix: one empty combination.
 */
export function expandMatrix(matrix: Value): Combination[] {
  if (!isObject(matrix)) return [{}];
  const { include = [], exclude = [], ...axes } = matrix;
  let combinations: Combination[] = [{}];
  for (const [key, values] of Object.entries(axes)) {
    const list = Array.isArray(values) ? values : [values];
    combinations = combinations.flatMap((one) => list.map((value) => ({ ...one, [key]: value })));
  }
  const isAxis = (key: string) => Object.hasOwn(axes, key);
  const matches = (one: Combination, other: Combination, keys: string[]) =>
    keys.every((key) => JSON.stringify(one[key]) === JSON.stringify(other[key]));

  let kept = combinations.filter(
    (one) => !objects(exclude).some((out) => matches(one, out, Object.keys(out))),
  );
  if (Object.keys(axes).length === 0) kept = [];
  const added: Combination[] = [];
  for (const extra of objects(include)) {
    const fitting = kept.filter((one) => matches(one, extra, Object.keys(extra).filter(isAxis)));
    if (fitting.length === 0) added.push(extra);
    else for (const one of fitting) Object.assign(one, extra);
  }
  return [...kept, ...added];
}

/** ` (20, linux)`, the ending of a job's name; nothing for a job without matrix. */
export function matrixSuffix(combination: Combination): string {
  const values = Object.values(combination).map((value) =>
    isObject(value) ? Object.values(value).map(toText).join(", ") : toText(value),
  );
  return values.length === 0 ? "" : ` (${values.join(", ")})`;
}

const objects = (value: Value): Combination[] => (Array.isArray(value) ? value.filter(isObject) : []);
