import { afterEach, beforeEach, expect, it, jest } from "@jest/globals";
import { MemoryBudget } from "../../src/intake/memory-budget.js";

const MB = 1024 * 1024;
beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it.each([
  ["who sends slowly gives way after a second", 0, 1_000, true],
  ["who is read slowly gives way as much later", 1_500, 2_400, false],
  ["and not later than that", 1_500, 2_600, true],
])("of two large bodies, %s", async (_name, excusedMs, afterMs, evicts) => {
  const budget = new MemoryBudget(MB, MB);
  const evicted: string[] = [];
  const reading = budget.open(() => evicted.push("reading"));
  await reading.slot();
  const waiting = budget.open(() => evicted.push("waiting"));
  reading.excuse(excusedMs);
  void waiting.slot();
  jest.advanceTimersByTime(afterMs);
  expect(evicted).toEqual(evicts ? ["reading"] : []);
  reading.release();
  waiting.release();
});

it("only who holds the slot is excused", async () => {
  const budget = new MemoryBudget(MB, MB);
  const evicted: string[] = [];
  const reading = budget.open(() => evicted.push("reading"));
  await reading.slot();
  const waiting = budget.open(() => evicted.push("waiting"));
  waiting.excuse(60_000);
  void waiting.slot();
  jest.advanceTimersByTime(1_100);
  expect(evicted).toEqual(["reading"]);
});
