import { says } from "../../../src/diagnosis/lexicon.js";
import { categories } from "../../../src/diagnosis/category.js";
import { sharesOf, type LineClassifier, type Named } from "../../../src/diagnosis/learned/classifier.js";
import { causeLines, packageLines, plainLines, toolLines, type CauseLine } from "../fit/causes.js";
import { foldsOf } from "../fit/folds.js";
import { fitSoftmax } from "../helpers/softmax.js";
import type { Row } from "../row.js";

const FOLDS = 8;
export const classesOf = (lines: readonly CauseLine[]): Named[] => [
  "none",
  ...categories.filter((name) => lines.some(({ truth }) => truth === name)),
];

/** The class of a line and how sure it is, `none` aside: what it would name if it named anything. */
export function answer(model: LineClassifier, buckets: readonly number[]): { named: Named; share: number } {
  const shares = sharesOf(model, buckets);
  let best = 0;
  for (let c = 0; c < shares.length; c++) if (shares[c]! > shares[best]!) best = c;
  return { named: model.classes[best]!, share: shares[best]! };
}

interface Judged {
  truth: Named;
  said: Named;
}

/** `accuracy; unknown; wrong` over lines that name a cause, and how many that name none are taken to. */
function told(judged: readonly Judged[]): string {
  const causes = judged.filter(({ truth }) => truth !== "none");
  const plain = judged.filter(({ truth }) => truth === "none");
  const share = (list: readonly Judged[], is: (one: Judged) => boolean): string =>
    list.length === 0 ? "-" : (list.filter(is).length / list.length).toFixed(3);
  return `${share(causes, (j) => j.said === j.truth)}; unknown ${share(causes, (j) => j.said === "none")}; wrong ${share(causes, (j) => j.said !== "none" && j.said !== j.truth)}; of lines that name nothing ${share(plain, (j) => j.said !== "none")} are taken for a cause; n ${causes.length} + ${plain.length}`;
}

const byWords = (line: string): Named => categories.find((category) => says(category, line)) ?? "none";

/** A line's answer below this share is none. */
const ENOUGH = 0.4;

const learnedSays = (model: LineClassifier, { buckets }: CauseLine): Named => {
  const { named, share } = answer(model, buckets);
  return share >= ENOUGH ? named : "none";
};

/** Each file of tools, read by what was learned without it and without anything else of the tools it names. */
function withoutTheTool(): Judged[] {
  const tools = toolLines();
  const rest = [...causeLines(), ...packageLines(), ...plainLines()];
  return [...new Set(tools.map(({ tool }) => tool))].flatMap((left) => {
    const measured = tools.filter(({ tool }) => tool === left);
    const names = new Set(measured.flatMap((one) => one.names));
    const learned = [
      ...rest.filter(({ tool }) => !names.has(tool)),
      ...tools.filter(
        (one) => one.tool !== left && !one.names.some((name) => names.has(name) && name.length > 4),
      ),
    ];
    const model = fitSoftmax(learned, classesOf(learned));
    return measured.map((one) => ({ truth: one.truth, said: learnedSays(model, one) }));
  });
}

function inFolds(): Judged[] {
  const causes = causeLines();
  const rest = [...toolLines(), ...packageLines(), ...plainLines()];
  const folds = foldsOf(
    causes.map(({ tool }) => tool),
    FOLDS,
  );
  return Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const measured = causes.filter(({ tool }) => folds.get(tool) === fold);
    const left = new Set(measured.map(({ tool }) => tool));
    const learned = [
      ...causes.filter(({ tool }) => folds.get(tool) !== fold),
      ...rest.filter((one) => !left.has(one.tool)),
    ];
    const model = fitSoftmax(learned, classesOf(learned));
    return measured.map((one) => ({ truth: one.truth, said: learnedSays(model, one) }));
  });
}

const row = (work: string, data: string, run: () => Judged[]): Row => ({
  work,
  data,
  metric: "accuracy of a line's cause; unknown; wrong",
  floor: null,
  published: null,
  reach: null,
  run: async () => told(run()),
});

const TOOLS = "test/fixtures/tools, each tool unknown in turn";
const CAUSES = `test/fixtures/causes, tools in ${FOLDS} folds`;
const lexicon = (lines: readonly CauseLine[]): Judged[] =>
  lines.map(({ line, truth }) => ({ truth, said: byWords(line) }));

export const rows: readonly Row[] = [
  row("an unknown tool's line, ordinary words alone", TOOLS, () => lexicon(toolLines())),
  row("an unknown tool's line, learned words", TOOLS, withoutTheTool),
  row("an unknown tool's line, ordinary words alone", CAUSES, () => lexicon(causeLines())),
  row("an unknown tool's line, learned words", CAUSES, inFolds),
];
