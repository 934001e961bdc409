import { readdirSync } from "node:fs";
import type { Row } from "./row.js";

/** `node dist/test/eval/main.js [word]`: measures every row whose file name has the word in it, prints a table. */
const folder = new URL("rows/", import.meta.url);
const wanted = process.argv[2] ?? "";
const files = readdirSync(folder)
  .filter((name) => /\.[jt]s$/.test(name) && !name.endsWith(".d.ts") && name.includes(wanted))
  .sort();

console.log("| work | data | metric | floor | published | reach | measured |");
console.log("|---|---|---|---|---|---|---|");
for (const file of files) {
  const { rows } = (await import(new URL(file, folder).href)) as { rows: readonly Row[] };
  for (const row of rows) {
    const measured = await row.run();
    const shown = typeof measured === "number" ? String(Number(measured.toFixed(4))) : measured;
    const cells = [row.work, row.data, row.metric, row.floor, row.published, row.reach, shown];
    console.log(`| ${cells.map((cell) => cell ?? "").join(" | ")} |`);
  }
}
