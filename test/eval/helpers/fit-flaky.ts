import { columns, firstFailure, linear, repeated } from "../../../src/detection/flaky-model.js";
import type { FlakyWeights, Linear } from "../../../src/detection/flaky-parameters.js";
import { encodeTrees } from "../../../src/logs/model/trees.js";
import type { Trees } from "../../../src/logs/model/trees.js";
import { bin, fitTrees, random } from "../fit/gbdt.js";
import type { FlakyExample, Kind, Scored } from "./flaky-examples.js";
import { KINDS, flakyExamples, score } from "./flaky-examples.js";
import type { Example } from "./logistic.js";
import { logistic } from "./logistic.js";

/**
 * `node dist/test/eval/helpers/fit-flaky.js > src/detection/flaky-weights.ts`: fits the model of `heal flaky` on both kinds
 * of recorded reruns, in about a minute. With `check` it fits nothing whole: it prints what parts by repository give.
 */
const TREES = { trees: 200, depth: 3, rate: 0.03, columns: 0.3, rows: 0.7, minWeight: 6, l2: 10, seed: 7 };
const RIDGE = 330;
const PARTS = 5;

interface Fitted {
  model: FlakyWeights;
  trees: Trees;
}

/** Fits a regression on rows of equal names; those in `without` get the weight 0. */
function fitLinear(examples: readonly Example[], ridge: number, without: readonly string[] = []): Linear {
  const names = [...examples[0]!.of.keys()];
  const used = examples.map((one) => ({
    ...one,
    of: new Map([...one.of].filter(([name]) => !without.includes(name))),
  }));
  const { intercept, weights } = logistic(used, ridge);
  return { intercept, of: names.map((name) => weights.get(name) ?? 0) };
}

function fit(examples: readonly FlakyExample[]): Fitted {
  const first = examples.filter((one) => one.first);
  // Within one kind the share of attempts hardly moves: a weight fitted there would mislead where kinds mix.
  const of = (wanted: Kind): Linear =>
    fitLinear(
      first.flatMap(({ kind, values, truth }) => (kind === wanted ? [{ of: values, truth, weight: 1 }] : [])),
      RIDGE,
      ["attempts"],
    );
  const names = [...first[0]!.values.keys()];
  const rows = new Float32Array(first.length * names.length);
  for (const [i, { values }] of first.entries()) rows.set(columns(names, values), i * names.length);
  const trees = fitTrees(
    bin(rows, names.length, first.length),
    Float32Array.from(first, ({ truth }) => (truth ? 1 : 0)),
    new Float32Array(first.length).fill(1),
    Int32Array.from(first.keys()),
    TREES,
  );
  const straight = { names, attempts: of("attempt"), runs: of("same_sha_run") };
  const later = examples.flatMap(({ values, seen, truth }) => {
    if (!seen) return [];
    const row = repeated(firstFailure(values, straight, trees), seen);
    return [{ of: new Map(row.map((value, i) => [String(i), value])), truth, weight: 0.15 }];
  });
  const again = fitLinear(later, 10);
  return { model: { ...straight, trees: encodeTrees(trees), again }, trees };
}

function scored({ model, trees }: Fitted, { values, seen, truth, base }: FlakyExample): Scored {
  const first = firstFailure(values, model, trees);
  const logOdds = seen ? linear(model.again, repeated(first, seen)) : first;
  return { truth, base, p: 1 / (1 + Math.exp(-logOdds)) };
}

/** Five shuffles of the repositories, each judged by a model that saw other repositories only. */
function check(examples: readonly FlakyExample[]): void {
  for (let seed = 1; seed <= 5; seed++) {
    const next = random(seed * 7919);
    const parts = new Map(
      [...new Set(examples.map(({ repo }) => repo))].map((repo) => [repo, (next() * PARTS) | 0]),
    );
    const found = new Map<Kind, Scored[]>(KINDS.map((kind) => [kind, []]));
    for (let part = 0; part < PARTS; part++) {
      const fitted = fit(examples.filter(({ repo }) => parts.get(repo) !== part));
      for (const one of examples)
        if (one.first && parts.get(one.repo) === part) found.get(one.kind)!.push(scored(fitted, one));
    }
    for (const [kind, all] of found) {
      const { f1, balanced, area } = score(all);
      console.log(
        `shuffle ${seed}, ${kind}: F1 ${f1.toFixed(4)}, balanced accuracy ${balanced.toFixed(4)}, area ${area.toFixed(4)}`,
      );
    }
  }
}

function write({ model }: Fitted): void {
  const round = (value: number): number => Number(value.toFixed(5));
  const line = ({ intercept, of }: Linear): string =>
    JSON.stringify({ intercept: round(intercept), of: of.map(round) });
  console.log(`import type { FlakyWeights } from "./flaky-parameters.js";

/** Written by \`node dist/test/eval/helpers/fit-flaky.js\`; see MODEL.md. */
export const weights: FlakyWeights = {
  names: ${JSON.stringify(model.names)},
  attempts: ${line(model.attempts)},
  runs: ${line(model.runs)},
  trees: ${JSON.stringify(model.trees)},
  again: ${line(model.again)},
};`);
}

const examples = KINDS.flatMap(flakyExamples);
if (process.argv[2] === "check") check(examples);
else write(fit(examples));
