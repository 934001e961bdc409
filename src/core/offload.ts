/** Work that grows with untrusted bytes: a pure function by name, so that another thread finds it. In and out are plain data. */
export interface Task<In, Out> {
  readonly name: string;
  run(input: In): Out | Promise<Out>;
}

export interface Work<In> {
  input: In;
  /** Moved to the other thread instead of copied; gone here afterwards. */
  transfer?: readonly ArrayBuffer[];
}

export interface OffloadOptions {
  /** The work alone; past it the thread is ended. */
  timeoutMs: number;
  /** Waiting and work together. Default: however long it takes. */
  withinMs?: number;
  /** Lower goes first. Default 5. */
  priority?: number;
  /** It may take as much memory as a thread may have: one such work at a time, whatever threads are free. */
  heavy?: boolean;
}

/** Threads for work that must not hold up the event loop. */
export interface Offload {
  /**
   * The task's result. `prepare` is called when a thread is free, so that what waits holds no copy. Rejects with
   * `HEAL_OVERLOADED` when it was not done within `withinMs`, `HEAL_TOO_COSTLY` when it took more time or memory than a task
   * may, or with what the task threw.
   */
  run<In, Out>(task: Task<In, Out>, prepare: () => Work<In>, options: OffloadOptions): Promise<Out>;
  /** Ends what is under way; it is rejected. */
  close(): Promise<void>;
}

/** Runs the work in this thread: for commands that do nothing else, and for tests. */
export const inThisThread: Offload = {
  run: async (task, prepare) => task.run(prepare().input),
  close: async () => undefined,
};

/** Bytes with the memory to move along: all of it, unless it is small enough to be a piece of Node's shared pool. */
export function movable(bytes: Uint8Array): { body: Uint8Array; transfer: ArrayBuffer[] } {
  const { buffer } = bytes;
  const own = buffer instanceof ArrayBuffer && buffer.byteLength > INLINE_BYTES;
  return { body: bytes, transfer: own ? [buffer] : [] };
}

/** Bodies up to this size cost less here than the way to another thread and back. */
export const INLINE_BYTES = 256 * 1024;

/** The same of a body that is redacted: the worst of this size takes some 100 ms, an ordinary one a hundredth of that. */
export const INLINE_BODY_BYTES = 64 * 1024;
