import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Every benchmark, each in a process of its own, one after another: `npm run bench -- [name ...] [--option value]`. */
const all = [
  "intake",
  "hostile",
  "logs",
  "templates",
  "detection",
  "metrics",
  "monitoring",
  "storm",
  "growth",
];
const given = process.argv.slice(2);
const first = given.findIndex((word) => word.startsWith("--"));
const wanted = first < 0 ? given : given.slice(0, first);
const options = first < 0 ? [] : given.slice(first);
const failed: string[] = [];
for (const name of all.filter((one) => wanted.length === 0 || wanted.includes(one))) {
  console.log(`\n== ${name}`);
  const program = fileURLToPath(new URL(`./${name}.js`, import.meta.url));
  const { status } = spawnSync(process.execPath, [program, ...options], { stdio: "inherit" });
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) console.log(`\nbelow what is promised, or not run: ${failed.join(", ")}`);
process.exitCode = failed.length > 0 ? 1 : 0;
