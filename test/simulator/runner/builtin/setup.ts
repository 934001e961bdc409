import { runProgram } from "../program-step.js";
import type { Builtin } from "./index.js";

/** Sets nothing up: logs the version that is there, and a warning where the tool is missing. */
export const setup =
  (tool: string, args: string[]): Builtin =>
  async ({ job, log, signal, env }) => {
    log.group("Environment details", [`tool: ${tool}`]);
    const { conclusion } = await runProgram(job, {
      file: "bash",
      args: [
        "-c",
        'command -v "$0" >/dev/null || { echo "$0 is not installed here"; exit 0; }; "$0" "$@"',
        tool,
        ...args,
      ],
      cwd: job.sandbox.workspace,
      env,
      log,
      signal,
    });
    return { conclusion, outputs: {} };
  };
