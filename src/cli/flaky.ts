import { createInterface } from "node:readline";
import { HealError, reasonOf } from "../core/errors.js";
import type { RunLine } from "../detection/flaky.js";
import { classifyRun, newRunHistory } from "../detection/flaky.js";
import { open } from "./series/open.js";
import type { Subcommand } from "./subcommand.js";
import { write, writeJson } from "./subcommand.js";

export const flaky: Subcommand = {
  name: "flaky",
  summary: "Says of each failed attempt in a history whether the same commit would pass when run again.",
  build(command, io, done) {
    command
      .argument("<history.jsonl>", "finished attempts in time order, one a line; .gz, or - for stdin")
      .addHelpText(
        "after",
        `
A line: {run_id, attempt, repo, workflow, branch, default_branch, event, sha, conclusion}; other keys are ignored.
A verdict uses its own line and earlier ones only. unknown: the line did not fail, or the history gives no ground.`,
      )
      .action(async (file: string, flags: { json?: boolean }) => {
        const history = newRunHistory();
        let number = 0;
        for await (const text of createInterface({ input: open(file, io), crlfDelay: Infinity })) {
          number++;
          if (text.trim() === "") continue;
          const judged = classifyRun(history, runLine(text, number));
          const p = Number(judged.p.toFixed(6));
          await (flags.json
            ? writeJson(io, { ...judged, p })
            : write(io.stdout, `run ${judged.run_id} attempt ${judged.attempt}: ${judged.verdict} (${p})\n`));
        }
        done(0);
      });
  },
};

const TEXTS = ["repo", "workflow", "branch", "event", "sha"] as const;

/** Reads one line of a history. Throws `HEAL_INPUT_INVALID` with the line's number and the key that is wrong. */
function runLine(text: string, line: number): RunLine {
  const refuse = (why: string): HealError =>
    new HealError("HEAL_INPUT_INVALID", `line ${line}: ${why}`, { line });
  let row: Partial<Record<string, unknown>> | null;
  try {
    row = JSON.parse(text) as Partial<Record<string, unknown>> | null;
  } catch (error) {
    throw refuse(reasonOf(error));
  }
  if (row === null || typeof row !== "object" || Array.isArray(row)) throw refuse("wants an object");
  const { run_id, attempt, default_branch, conclusion } = row;
  if (typeof run_id !== "number") throw refuse("run_id must be a number");
  if (typeof attempt !== "number" || attempt < 1) throw refuse("attempt must be a number from 1");
  if (conclusion !== null && typeof conclusion !== "string")
    throw refuse("conclusion must be a text or null");
  const texts = TEXTS.map((key) => {
    // GitHub gives null for a branch that is gone.
    const value = row[key] ?? "";
    if (typeof value !== "string") throw refuse(`${key} must be a text`);
    return value;
  });
  const [repo, workflow, branch, event, sha] = texts as [string, string, string, string, string];
  return {
    run_id,
    attempt,
    repo,
    workflow,
    branch,
    default_branch: default_branch === true,
    event,
    sha,
    conclusion,
  };
}
