import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { type Log, silentLog } from "../../src/intake/log.js";
import { Waker } from "../../src/intake/waker.js";
import type { Queue } from "../../src/queue/port.js";

/** A queue that answers when it is told to. */
function slowQueue() {
  const asked: { ids: string[]; priorities: (number | undefined)[]; answer: (error?: Error) => void }[] = [];
  const wakeAll: Queue["wakeAll"] = (wakes) =>
    new Promise<void>((resolve, reject) => {
      asked.push({
        ids: wakes.map(({ wake }) => ("id" in wake ? String(wake.id) : wake.task)),
        priorities: wakes.map(({ priority }) => priority),
        answer: (error) => (error ? reject(error) : resolve()),
      });
    });
  return { asked, wakeAll, ids: () => asked.map(({ ids }) => ids) };
}
const settle = () => new Promise(setImmediate);
/** The time in which wake-ups are gathered is over. */
const gathered = async () => {
  jest.advanceTimersByTime(25);
  await settle();
};

beforeAll(() => void jest.useFakeTimers({ doNotFake: ["setImmediate"] }));
afterAll(() => void jest.useRealTimers());

describe("waking", () => {
  it("goes one statement at a time, with all that came meanwhile, commands before the rest", async () => {
    const queue = slowQueue();
    const waker = new Waker(queue, silentLog);
    for (const id of ["a", "b", "c", "d", "e", "f"]) waker.wake(id, 5);
    waker.wake("command", 0);
    expect(queue.ids()).toEqual([["a"]]);
    expect(waker.waiting).toBe(6);
    queue.asked[0]?.answer();
    await settle();
    // A worker takes several at a time: five need two.
    expect(queue.ids()).toEqual([["a"], ["command", "b", "c"]]);
    expect(queue.asked[1]).toMatchObject({ priorities: [0, 5, 5] });
    queue.asked[1]?.answer();
    await settle();
    expect(waker.waiting).toBe(0);
    await gathered();
    waker.wake("g", 5);
    expect(queue.ids()).toEqual([["a"], ["command", "b", "c"], ["g"]]);
  });

  it("gathers what comes shortly after, and lets no command wait for that", async () => {
    const queue = slowQueue();
    const waker = new Waker(queue, silentLog);
    waker.wake("a", 5);
    queue.asked[0]?.answer();
    await settle();
    waker.wake("b", 5);
    await settle();
    expect(queue.ids()).toEqual([["a"]]);
    waker.wake("c", 5);
    await gathered();
    expect(queue.ids()).toEqual([["a"], ["b"]]);
    queue.asked[1]?.answer();
    await settle();
    waker.wake("d", 5);
    waker.wake("command", 0);
    await settle();
    expect(queue.ids()).toEqual([["a"], ["b"], ["command", "d"]]);
  });

  it("wakes as many as heal has workers for a burst: each goes on until nothing is due", async () => {
    const queue = slowQueue();
    const waker = new Waker(queue, silentLog);
    for (let i = 0; i < 402; i += 1) waker.wake(`d${i}`, 5);
    waker.wake("command", 0);
    queue.asked[0]?.answer();
    await settle();
    expect(queue.ids()).toEqual([["d0"], ["command", "d1", "d2", "d3", "d4", "d5", "d6", "d7"]]);
    queue.asked[1]?.answer();
    await settle();
    expect(queue.asked).toHaveLength(2);
    expect(waker.waiting).toBe(0);
  });

  it("says which wake-ups were lost, and goes on", async () => {
    const queue = slowQueue();
    const lost: object[] = [];
    const log: Log = { ...silentLog, warn: (fields) => void lost.push(fields) };
    const waker = new Waker(queue, log);
    waker.wake("a", 5);
    queue.asked[0]?.answer(new Error("Redis is gone"));
    await settle();
    await gathered();
    expect(lost).toEqual([{ deliveries: ["a"], reason: "Redis is gone" }]);
    waker.wake("b", 5);
    expect(queue.ids()).toEqual([["a"], ["b"]]);
  });
});
