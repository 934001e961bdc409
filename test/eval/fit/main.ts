import { writeFileSync } from "node:fs";
import { encodeAdditive } from "../../../src/logs/model/additive.js";
import { encodeTrees } from "../../../src/logs/model/trees.js";
import { chooseCandidate } from "../../../src/logs/failing-part.js";
import { lineF1, logchunks } from "./data.js";
import { foldsOf } from "./folds.js";
import { episodesOf, lessonFitter } from "./lessons.js";
import { caseOf } from "./lines.js";
import { fitParts } from "./parts.js";

/**
 * `node dist/test/eval/fit/main.js [src/logs/model/weights.ts]`: fits the models of the failing part on the data set
 * that HEAL_DATASETS names and writes them. Takes some minutes and 6 GB (`--max-old-space-size=6000`).
 */
const FOLDS = 8;
const cases = logchunks().map(caseOf);
const folds = foldsOf(
  cases.map(({ project }) => project),
  FOLDS,
);
const fit = fitParts(cases, (log) => folds.get(cases[log]!.project)!, FOLDS);
const unseen = cases.map(({ project, ranges }, log) =>
  lineF1(chooseCandidate(fit.rivals[log]!, fit.folds[folds.get(project)!]!)?.segment ?? null, ranges),
);
console.log(`mean line F1, ${FOLDS} folds by project: ${unseen.reduce((a, b) => a + b, 0) / unseen.length}`);
const whole = fit.whole();
const lessons = lessonFitter(episodesOf(cases, (project) => fit.folds[folds.get(project)!]!));
const weights = {
  inside: encodeAdditive(whole.inside),
  start: encodeAdditive(whole.start),
  trees: encodeTrees(whole.trees),
  ends: encodeAdditive(whole.ends),
  segment: encodeAdditive(whole.segment),
  choice: encodeAdditive(whole.choice),
  examples: encodeAdditive(lessons(() => false)),
};
const body = Object.entries(weights).map(([name, text]) => `  ${name}: ${JSON.stringify(text)},\n`);
const head =
  "/** Fitted by test/eval/fit; see MODEL.md. Numbers only: no text of any log. */\nexport const weights = {\n";
writeFileSync(process.argv[2] ?? "src/logs/model/weights.ts", `${head}${body.join("")}};\n`);
console.log("written");
