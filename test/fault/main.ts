/** `npm run test:fault -- [--times N] [--point NAME] [--older DIR]`: kills heal and what it stands on, and looks whether anything is lost or doubled. */
import { join } from "node:path";
import { Command } from "commander";
import { reasonOf } from "../../src/core/errors.js";
import { startGround } from "./environment.js";
import { points, type Point } from "./points.js";
import { play, type ScenarioResult } from "./scenario.js";

const {
  times,
  point: wanted,
  older,
} = new Command()
  .option("--times <n>", "runs of each point", "3")
  .option("--point <name>", "only this point")
  .option("--older <dir>", "a built checkout of an earlier version, to run beside this one")
  .parse()
  .opts<{ times: string; point?: string; older?: string }>();

const widths = [24, 5, 8, 5, 6, 9] as const;
const line = (cells: readonly (string | number)[]): void =>
  console.log(cells.map((cell, i) => String(cell).padEnd(widths[i] ?? 0)).join("  "));

async function main(): Promise<number> {
  const chosen = points.filter(({ name }) => wanted === undefined || name === wanted);
  if (chosen.length === 0)
    throw new Error(`there is no point ${wanted}: ${points.map((p) => p.name).join("; ")}`);
  const ground = await startGround();
  const began = Date.now();
  let [passed, failed] = [0, 0];
  line(["point", "runs", "killed", "2xx", "ended", "effects", "verdict"]);
  try {
    for (const point of chosen) {
      if (point.trouble === "versions" && older === undefined) {
        line([point.name, 0, 0, 0, 0, 0, "not run: needs --older DIR"]);
        continue;
      }
      const tolds: ScenarioResult[] = [];
      for (let i = 0; i < Number(times); i += 1) tolds.push(await once(point, i, ground));
      const sum = (of: (told: ScenarioResult) => number): number =>
        tolds.reduce((n, told) => n + of(told), 0);
      const bad = tolds.filter(({ problems }) => problems.length > 0);
      passed += tolds.length - bad.length;
      failed += bad.length;
      line([
        point.name,
        tolds.length,
        sum(({ killed }) => Number(killed)),
        sum(({ answered }) => answered),
        sum(({ deliveries }) => deliveries),
        sum(({ effects }) => effects),
        bad.length === 0 ? "clean" : `${bad.length} NOT CLEAN`,
      ]);
      for (const problem of bad.flatMap(({ problems }) => problems)) console.log(`    ${problem}`);
    }
  } finally {
    await ground.stop();
  }
  console.log(`${Math.round((Date.now() - began) / 1_000)} s`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

/** A run that cannot be told to the end is not clean either. */
async function once(
  point: Point,
  i: number,
  ground: Awaited<ReturnType<typeof startGround>>,
): Promise<ScenarioResult> {
  const nth = (i % point.most) + 1;
  try {
    const told = await play(point, nth, ground, older && join(older, "dist/test/fault/child.js"));
    return told.killed ? told : { ...told, problems: [...told.problems, `never came to it a ${nth}. time`] };
  } catch (error) {
    return { killed: false, answered: 0, deliveries: 0, effects: 0, problems: [reasonOf(error)] };
  }
}

process.exitCode = await main();
