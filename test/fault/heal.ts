import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { MINUTE } from "../../src/core/clock.js";
import type { Order, Word } from "./child.js";
import type { Relay } from "./relay.js";

/** heal in another process: when it dies another takes its place, as under any supervisor. */
export interface Heal {
  /** How its processes ended so far. */
  readonly ends: string[];
  /** SIGKILL, from outside. */
  kill(): void;
  /** Sets its clock right: what it had leased is over, and a look at GitHub's failed deliveries is due. */
  catchUp(): void;
  /** Resolves once a process is up. */
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** Farther than any lease (two minutes), and than the pause between two looks at GitHub's list (five). */
const STEP_MS = 10 * MINUTE;
/** What it stands on may need a moment to come back. */
const MOST_STARTS = 12;
const PAUSE_MS = 300;

const CHILD = fileURLToPath(new URL("./child.js", import.meta.url));

/** `program`: the child of another version's build; default this one's. */
export function startHeal(order: Omit<Order, "behindMs">, relay: Relay, program = CHILD): Heal {
  const ends: string[] = [];
  let over = false;
  let child: ChildProcess;
  let ready: Promise<void>;
  const tell = (word: Word): void => {
    if (child.connected) child.send(word);
  };
  const launch = (point: string | null, behindMs: number): void => {
    const started = fork(program, [], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    child = started;
    ready = new Promise((resolve) => {
      let leave = (): void => undefined;
      started.once("message", ({ url }: { url: string }) => {
        leave = relay.join(url);
        resolve();
      });
      started.once("exit", (code, signal) => {
        leave();
        if (over) return resolve();
        ends.push(signal ?? `exit ${code}`);
        if (ends.length >= MOST_STARTS) return resolve();
        const pause = ends.length === 1 ? 0 : PAUSE_MS;
        setTimeout(() => {
          if (over) return resolve();
          launch(null, STEP_MS);
          resolve(ready);
        }, pause);
      });
    });
    tell({ order: { ...order, point, behindMs } });
  };
  launch(order.point, 2 * STEP_MS);
  return {
    ends,
    kill: () => void child.kill("SIGKILL"),
    catchUp: () => tell({ behindMs: 0 }),
    up: () => ready,
    async stop() {
      over = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}
