import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { interpolate } from "./expressions/index.js";
import type { Outcome } from "./job-state.js";
import { failWith, runProgram } from "./program-step.js";
import { environmentLines, type RunningStep } from "./running-step.js";

interface Shell {
  file: string;
  args: string[];
  ending: string;
  /** As GitHub prints it. */
  shown: string;
}

/** https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell */
const SHELLS: Record<string, Shell> = {
  "": { file: "bash", args: ["-e"], ending: ".sh", shown: "/usr/bin/bash -e {0}" },
  bash: {
    file: "bash",
    args: ["--noprofile", "--norc", "-e", "-o", "pipefail"],
    ending: ".sh",
    shown: "/usr/bin/bash --noprofile --norc -e -o pipefail {0}",
  },
  sh: { file: "sh", args: ["-e"], ending: ".sh", shown: "/usr/bin/sh -e {0}" },
  python: { file: "python3", args: [], ending: ".py", shown: "/usr/bin/python {0}" },
};

/** Runs the script of a `run:` step from a file of its own. */
export async function runScript(step: RunningStep): Promise<Outcome> {
  const { job, frame, definition, scope, log, signal } = step;
  const script = interpolate(definition.run ?? "", scope);
  const defaults = {
    ...(frame.depth === 0 ? job.workflow.defaults?.run : {}),
    ...(frame.depth === 0 ? job.plan.definition.defaults?.run : {}),
  };
  const name = interpolate(definition.shell ?? defaults.shell ?? "", scope);
  const shell = shellOf(name);
  const lines = script.replace(/\n$/, "").split("\n");
  log.group(`Run ${lines[0] ?? ""}`, [
    ...lines.map((line) => `\u001b[36;1m${line}\u001b[0m`),
    `shell: ${shell?.shown ?? name}`,
    ...environmentLines(step.env),
  ]);
  if (shell === undefined) {
    return failWith(job, log, `${name}: command not found`);
  }
  const file = join(job.sandbox.temp, `${randomUUID()}${shell.ending}`);
  writeFileSync(file, script);
  const folder = interpolate(definition["working-directory"] ?? defaults["working-directory"] ?? ".", scope);
  const own: Record<string, string> =
    frame.actionPath === undefined ? {} : { GITHUB_ACTION_PATH: frame.actionPath };
  return runProgram(job, {
    file: shell.file,
    args: shell.args.includes("{0}")
      ? shell.args.map((arg) => (arg === "{0}" ? file : arg))
      : [...shell.args, file],
    cwd: resolve(job.sandbox.workspace, folder),
    env: { ...step.env, GITHUB_ACTION: definition.id ?? "__run", ...own },
    log,
    signal,
  });
}

/** A named shell or a template such as `perl {0}`; undefined for what this runner does not have (pwsh, cmd). */
function shellOf(name: string): Shell | undefined {
  const known = Object.hasOwn(SHELLS, name) ? SHELLS[name] : undefined;
  if (known !== undefined) return known;
  const [file = "", ...args] = name.split(" ").filter((part) => part !== "");
  return args.includes("{0}") ? { file, args, ending: "", shown: name } : undefined;
}
