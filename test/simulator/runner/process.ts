import { createInterface } from "node:readline";
import { start } from "../processes.js";
import { errorCode } from "./error-code.js";

export interface Program {
  file: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** Called for each line of stdout and stderr. */
  line: (text: string) => void;
  signal: AbortSignal;
}

/** `code` is null when the signal ended it. `leftover` is the group's id when children outlive the program. */
export interface Exit {
  code: number | null;
  leftover?: number;
}

/** How long a program may take to end after SIGTERM before it is killed, and pipes may stay open after exit. */
const GRACE_MS = 300;

/**
 * Runs a program in a process group of its own and waits for its end; the signal ends the whole group.
 * Never rejects: a program that cannot be started is exit code 127 with the reason as a line.
 */
export function execute({ file, args, cwd, env, line, signal }: Program): Promise<Exit> {
  return new Promise((done) => {
    if (signal.aborted) {
      done({ code: null });
      return;
    }
    const child = start(file, args, { cwd, env, detached: true });
    const timers: NodeJS.Timeout[] = [];
    const later = (act: () => void) => timers.push(setTimeout(act, GRACE_MS));
    const onAbort = () => {
      signalGroup(child.pid, "SIGTERM");
      later(() => signalGroup(child.pid, "SIGKILL"));
    };
    signal.addEventListener("abort", onAbort, { once: true });
    // It was ended before it had a number.
    child.on("spawn", () => signal.aborted && onAbort());
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream, crlfDelay: Infinity }).on("line", line);
    }
    let finished = false;
    const finish = (exit: Exit) => {
      if (finished) return;
      finished = true;
      signal.removeEventListener("abort", onAbort);
      timers.forEach(clearTimeout);
      child.stdout.destroy();
      child.stderr.destroy();
      if (signal.aborted) signalGroup(child.pid, "SIGKILL");
      done(signal.aborted ? { code: null } : exit);
    };
    child.on("error", (error) => {
      line(error.message);
      finish({ code: 127 });
    });
    child.on("exit", (code, by) => {
      const exit: Exit = { code: code ?? (by === "SIGKILL" ? 137 : 143) };
      if (child.pid !== undefined && signalGroup(child.pid, 0)) exit.leftover = child.pid;
      child.on("close", () => finish(exit));
      // A child in the background may hold the pipes open; GitHub does not wait for it either.
      later(() => finish(exit));
    });
  });
}

export const killGroup = (pid: number): boolean => signalGroup(pid, "SIGKILL");

/** Whether the group had a member. */
function signalGroup(pid: number | undefined, signal: NodeJS.Signals | 0): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    if (["ESRCH", "EPERM"].includes(errorCode(error))) return false;
    throw error;
  }
}
