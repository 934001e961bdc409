import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Every benchmark, each in a process of its own, one after another: `npm run bench [name ...]`. */
const all = ["intake", "logs", "templates", "detection"];
const wanted = process.argv.slice(2);
const failed: string[] = [];
for (const name of all.filter((one) => wanted.length === 0 || wanted.includes(one))) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(`./${name}.js`, import.meta.url))], {
    stdio: "inherit",
  });
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) console.log(`\nbelow what is promised, or not run: ${failed.join(", ")}`);
process.exitCode = failed.length > 0 ? 1 : 0;
