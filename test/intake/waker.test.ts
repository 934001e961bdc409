import { describe, expect, it } from "@jest/globals";
import { type Log, quiet } from "../../src/intake/log.js";
import { Waker } from "../../src/intake/waker.js";
import type { Wake } from "../../src/queue/port.js";

/** A queue that answers when it is told to. */
function slowQueue() {
  const asked: { id: string; priority?: number; answer: (error?: Error) => void }[] = [];
  const wake = (what: Wake, options: { priority?: number } = {}) =>
    new Promise<void>((resolve, reject) => {
      const id = "id" in what ? String(what.id) : what.task;
      asked.push({ id, priority: options.priority, answer: (error) => (error ? reject(error) : resolve()) });
    });
  return { asked, wake, ids: () => asked.map(({ id }) => id) };
}
const settle = () => new Promise(setImmediate);

describe("waking", () => {
  it("goes at its own pace, commands before the rest", async () => {
    const queue = slowQueue();
    const waker = new Waker(queue, quiet);
    for (const id of ["a", "b", "c", "d"]) waker.wake(id, 5);
    waker.wake("command", 0);
    expect(queue.ids()).toEqual(["a", "b"]);
    expect(waker.waiting).toBe(3);
    queue.asked[0]?.answer();
    await settle();
    expect(queue.ids()).toEqual(["a", "b", "command"]);
    expect(queue.asked[2]).toMatchObject({ priority: 0 });
    for (let i = 1; i < 5; i += 1) {
      queue.asked[i]?.answer();
      await settle();
    }
    expect(queue.ids()).toEqual(["a", "b", "command", "c", "d"]);
    expect(waker.waiting).toBe(0);
  });

  it("says which wake-up was lost, and goes on", async () => {
    const queue = slowQueue();
    const lost: object[] = [];
    const log: Log = { ...quiet, warn: (fields) => void lost.push(fields) };
    const waker = new Waker(queue, log);
    waker.wake("a", 5);
    queue.asked[0]?.answer(new Error("Redis is gone"));
    await settle();
    expect(lost).toEqual([{ delivery: "a", reason: "Redis is gone" }]);
    waker.wake("b", 5);
    expect(queue.ids()).toEqual(["a", "b"]);
  });
});
