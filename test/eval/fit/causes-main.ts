import { writeFileSync } from "node:fs";
import { toBase64 } from "../../../src/logs/model/base64.js";
import { fitSoftmax } from "../helpers/softmax.js";
import { classesOf } from "../rows/unseen-tools.js";
import { causeLines, packageLines, plainLines, toolLines } from "./causes.js";

/** `npm run fit:causes`: fits the classifier of single lines and writes its weights; the same every time. */
const lines = [...causeLines(), ...toolLines(), ...packageLines(), ...plainLines()];
const { classes, weights, bias } = fitSoftmax(lines, classesOf(lines));
let most = 0;
for (const weight of weights) most = Math.max(most, Math.abs(weight));
const step = most / 127;
const bytes = Uint8Array.from(weights, (weight) => Math.round(weight / step) & 0xff);
const stored = {
  classes,
  step: Number(step.toPrecision(6)),
  bias: Array.from(bias, (value) => Number(value.toFixed(5))),
  weights: toBase64(bytes),
};
const text = `import type { StoredClassifier } from "./classifier.js";

/** Fitted by \`npm run fit:causes\` on ${lines.length} lines; see MODEL.md. Numbers only: no text of any log. */
export const stored: StoredClassifier = ${JSON.stringify(stored, null, 2)};
`;
writeFileSync(process.argv[2] ?? "src/diagnosis/learned/weights.ts", text);
console.log(`${lines.length} lines, ${classes.length} classes, written`);
