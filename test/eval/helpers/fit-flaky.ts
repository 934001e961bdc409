import { judgeRun, newRunHistory } from "../../../src/detection/flaky.js";
import { logistic } from "./logistic.js";
import type { Example } from "./logistic.js";
import type { Judged } from "./reruns.js";
import { balancedAccuracy, f1, rerunHistory } from "./reruns.js";

/**
 * `node dist/test/eval/helpers/fit-flaky.js > src/detection/flaky-weights.ts`: fits the weights of `heal flaky` on both
 * kinds of recorded reruns; stderr tells what leave-repositories-out in five parts gives.
 */
interface Fit extends Example {
  kind: string;
  part: number;
  first: boolean;
  base: number;
}

/** A repository's part, from its name: the same in every run. */
const partOf = (name: string): number =>
  [...name].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 1_000_003, 7) % 5;

function examples(kind: "attempt" | "same_sha_run"): Fit[] {
  const history = newRunHistory();
  const all: Fit[] = [];
  for (const { line, first, label, passesLater } of rerunHistory(kind))
    judgeRun(history, line, (of) => {
      if (label !== "flaky" && label !== "persistent") return;
      // Later lines of a commit are many and alike: they count little.
      const weight = first ? 1 : 0.15;
      const base = 1 / (1 + Math.exp(-of.get("base")!));
      all.push({ of, truth: passesLater, weight, kind, part: partOf(line.repo), first, base });
    });
  return all;
}

const all = [...examples("attempt"), ...examples("same_sha_run")];
for (const kind of ["attempt", "same_sha_run"]) {
  const judged: Judged[] = [0, 1, 2, 3, 4].flatMap((part) => {
    const model = logistic(all.filter((one) => one.part !== part));
    return all
      .filter((one) => one.part === part && one.kind === kind && one.first)
      .map(({ of, truth, base }) => ({ truth, said: model.predict(of) >= 0.11 + 0.69 * base }));
  });
  console.error(
    `${kind}: F1 ${f1(judged).toFixed(3)}, balanced accuracy ${balancedAccuracy(judged).toFixed(3)}`,
  );
}

const { intercept, weights } = logistic(all);
console.log("/** Written by `node dist/test/eval/helpers/fit-flaky.js`; see MODEL.md. */");
console.log("export const weights: { intercept: number; of: Readonly<Record<string, number>> } = {");
console.log(`  intercept: ${intercept.toFixed(5)},\n  of: {`);
for (const [name, weight] of weights)
  console.log(`    ${/^\w+$/.test(name) ? name : JSON.stringify(name)}: ${weight.toFixed(5)},`);
console.log("  },\n};");
