import { random } from "./gbdt.js";

/** Projects dealt into folds by a fixed shuffle: a project is never learned from and measured on. */
export function foldsOf(projects: Iterable<string>, folds: number, seed = 7): Map<string, number> {
  const next = random(seed);
  const shuffled = [...new Set(projects)]
    .sort()
    .map((project) => [next(), project] as const)
    .sort((a, b) => a[0] - b[0]);
  return new Map(shuffled.map(([, project], i) => [project, i % folds]));
}

/** Indexes of rows by group, leaving out the groups that `skip` names. */
export function groupsOf(groups: Int32Array, skip: (group: number) => boolean): number[][] {
  const out = new Map<number, number[]>();
  for (const [row, group] of groups.entries()) {
    if (skip(group)) continue;
    const rows = out.get(group);
    if (rows) rows.push(row);
    else out.set(group, [row]);
  }
  return [...out.values()];
}

/** Rows of equal width as one matrix. */
export function matrixOf(rows: readonly Float32Array[], width: number): Float32Array {
  const values = new Float32Array(rows.length * width);
  for (const [k, row] of rows.entries()) values.set(row, k * width);
  return values;
}
