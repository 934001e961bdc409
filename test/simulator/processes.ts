import { spawn, type ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";

/**
 * Starts programs for the simulator. A process that holds a whole heal, GitHub and a test runner needs 30 ms and more to fork,
 * and its event loop stands still meanwhile (the page tables of all its memory are copied); one small process does it for
 * everybody here. Plain text for `node -e`, as it must run without the compiled tree.
 */
const HOST = `
const { spawn } = require("node:child_process");
const live = new Map();
const tell = (message) => process.connected && process.send(message);
process.on("message", ({ id, file, args, options, input }) => {
  const child = spawn(file, args, { ...options, stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"] });
  live.set(id, child);
  if (child.pid !== undefined) tell({ id, pid: child.pid });
  child.on("error", (error) => tell({ id, error: error.message }));
  child.on("exit", (code, signal) => tell({ id, exit: { code, signal } }));
  child.on("close", (code, signal) => { live.delete(id); tell({ id, close: { code, signal } }); });
  child.stdout.on("data", (data) => tell({ id, to: "stdout", data }));
  child.stderr.on("data", (data) => tell({ id, to: "stderr", data }));
  if (input !== undefined) {
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  }
});
process.on("disconnect", () => {
  for (const child of live.values()) child.kill("SIGKILL");
  process.exit();
});
`;

export interface Start {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  detached?: boolean;
  /** Written to its standard input, which is then closed; absent: it has none. */
  input?: string | Buffer;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

type News = { id: number } & (
  | { pid: number }
  | { error: string }
  | { exit: Ended }
  | { close: Ended }
  | { to: "stdout" | "stderr"; data: Uint8Array }
);

/** What `node:child_process` gives, as far as the simulator asks for it. */
export class Program extends EventEmitter<{
  spawn: [pid: number];
  error: [error: Error];
  exit: [code: number | null, signal: NodeJS.Signals | null];
  close: [code: number | null, signal: NodeJS.Signals | null];
}> {
  pid: number | undefined;
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();

  take(news: News): void {
    if ("pid" in news) {
      this.pid = news.pid;
      this.emit("spawn", news.pid);
    } else if ("error" in news) this.emit("error", new Error(news.error));
    else if ("exit" in news) this.emit("exit", news.exit.code, news.exit.signal);
    else if ("to" in news) this[news.to].write(news.data);
    else {
      this.stdout.end();
      this.stderr.end();
      this.emit("close", news.close.code, news.close.signal);
    }
  }
}

let host: ChildProcess | undefined;
let started = 0;
const programs = new Map<number, Program>();

function hosted(): ChildProcess {
  if (host?.connected) return host;
  const child = spawn(process.execPath, ["-e", HOST], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    serialization: "advanced",
  });
  child.on("message", (news: News) => {
    programs.get(news.id)?.take(news);
    if ("close" in news || ("error" in news && programs.get(news.id)?.pid === undefined)) forget(news.id);
  });
  child.on("exit", () => {
    for (const [id, program] of programs) {
      program.emit("error", new Error("the process that starts programs ended"));
      forget(id);
    }
  });
  child.unref();
  child.channel?.unref();
  return (host = child);
}

/** Nothing that runs: nothing that keeps this process alive. */
function forget(id: number): void {
  programs.delete(id);
  if (programs.size === 0) host?.channel?.unref();
}

/** Starts a program; arguments never pass a shell. It tells `error` when it cannot be started. */
export function start(file: string, args: string[], { input, ...options }: Start = {}): Program {
  const child = hosted();
  const id = ++started;
  const program = new Program();
  programs.set(id, program);
  child.channel?.ref();
  child.send({ id, file, args, options, input });
  return program;
}

/** Runs a program to its end. Rejects when it cannot be started. */
export function output(
  file: string,
  args: string[],
  options: Start = {},
): Promise<{ code: number | null; stdout: Buffer; stderr: Buffer }> {
  return new Promise((resolve, reject) => {
    const program = start(file, args, options);
    const gathered = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    program.stdout.on("data", (chunk: Buffer) => gathered.stdout.push(chunk));
    program.stderr.on("data", (chunk: Buffer) => gathered.stderr.push(chunk));
    program.on("error", reject);
    let code: number | null = null;
    program.on("close", (ended) => (code = ended));
    let open = 2;
    const ended = (): void => {
      if (--open > 0) return;
      resolve({ code, stdout: Buffer.concat(gathered.stdout), stderr: Buffer.concat(gathered.stderr) });
    };
    program.stdout.on("end", ended);
    program.stderr.on("end", ended);
  });
}
