import { reasonOf } from "../../src/core/errors.js";
import { startTestServer } from "../harness/database.js";
import { stage } from "../harness/stage.js";
import { besides } from "./other-traffic.js";
import { follow } from "./follow.js";
import { stories } from "./stories/index.js";
import type { Say, Story } from "./story.js";

const links = new Set<string>();
/** Prints a line, and remembers its links: each is opened at the end. */
function print(line: string): void {
  for (const [link] of line.matchAll(/https?:\/\/[^\s)]+/g)) links.add(link);
  process.stdout.write(`${line}\n`);
}
const say: Say = (who, what, link) =>
  print(`  ${who.padEnd(12)} ${what}${link ? `\n${" ".repeat(15)}${link}` : ""}`);

async function deadLinks(): Promise<string[]> {
  const dead: string[] = [];
  for (const link of links) {
    const status = await fetch(link).then(
      (answer) => answer.status,
      () => 599,
    );
    if (status >= 400) dead.push(`a printed link does not open (${status}): ${link}`);
  }
  return dead;
}

/** The numbers of the stories to be played: of `--story N`, else all. */
function wantedStories(): number[] {
  const at = process.argv.indexOf("--story");
  const all = stories.map((_story, i) => i + 1);
  if (at < 0) return all;
  const number = Number(process.argv[at + 1]);
  if (!all.includes(number)) throw new Error(`--story is a number from 1 to ${all.length}`);
  return [number];
}

/**
 * Plays the eight stories and what is besides on this machine, then stays up for looking around. `--exit`, or CI set: ends by
 * itself. `--story N`: that story alone.
 */
async function main(): Promise<number> {
  const stays = !process.argv.includes("--exit") && !process.env["CI"];
  const wanted = wantedStories();
  const began = Date.now();
  print("Starting PostgreSQL (embedded), GitHub (simulated) and heal ...");
  const server = await startTestServer();
  const database = await server.database();
  const on = await stage({ database });
  print(`  heal's dashboard  ${on.heal.url}/`);
  print(`  the GitHub        ${on.github.url}/`);
  let told = 0;
  /** True: it ended as written. */
  const play = async (head: string, story: Story): Promise<boolean> => {
    print(`\n${head}: ${story.title}`);
    const telling = follow(database.db, say, told);
    const ending = await story.play(on, say).catch((error: unknown) => error as Error);
    told = await telling.stop();
    if (typeof ending === "string") print(`${head} ended as written: ${ending}`);
    else print(`${head} did NOT end as written: ${reasonOf(ending)}`);
    return typeof ending === "string";
  };
  let failed = 0;
  for (const [i, story] of stories.entries())
    if (wanted.includes(i + 1) && !(await play(`story ${i + 1}/${stories.length}`, story))) failed += 1;
  await on.github.quiet();
  const alsoFailed = wanted.length === stories.length && !(await play("besides", besides));
  await on.github.quiet();
  const wrong = [
    ...on.github.violations.map((one) => `not GitHub's documented behaviour: ${one}`),
    ...(await deadLinks()),
  ];
  for (const line of wrong) print(line);
  print(
    `\n${wanted.length - failed} of ${wanted.length} stories ended as written${alsoFailed ? ", what is besides did not" : ""}, in ${Math.round((Date.now() - began) / 1_000)} s; ${links.size} links were opened.`,
  );
  if (stays) {
    print(`Look around: ${on.heal.url}/ and ${on.github.url}/  (Ctrl-C ends it)`);
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    });
  }
  await on.close();
  await database.drop();
  await server.stop();
  return failed === 0 && !alsoFailed && wrong.length === 0 ? 0 : 1;
}

process.exitCode = await main();
