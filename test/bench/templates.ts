import { TemplateMiner, learnHeader } from "../../src/logs/templates/index.js";
import { dataset, jsonl } from "../eval/datasets.js";

/** Lines a second of the template miner on one core, each system's raw log repeated. `node dist/test/bench/templates.js` */
const data = "loghub_2k_corrected/dev";
const LINES = 400_000;
let all = 0;
let spent = 0;
for (const { system } of jsonl<{ system: string }>(`${data}/systems.jsonl`)) {
  const lines = dataset(`${data}/${system}/${system}_2k.log.gz`).toString("utf8").trimEnd().split("\n");
  const miner = new TemplateMiner(learnHeader(lines));
  for (const line of lines) miner.add(line);
  const from = process.hrtime.bigint();
  for (let n = 0; n < LINES; n += 1) miner.add(lines[n % lines.length]!);
  const seconds = Number(process.hrtime.bigint() - from) / 1e9;
  all += LINES;
  spent += seconds;
  console.log(`${system.padEnd(12)} ${Math.round(LINES / seconds)} lines/s`);
}
console.log(`${"all".padEnd(12)} ${Math.round(all / spent)} lines/s`);
