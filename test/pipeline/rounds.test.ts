import { afterAll, beforeAll, expect, it, jest } from "@jest/globals";
import { Rounds } from "../../src/pipeline/rounds.js";

beforeAll(() => void jest.useFakeTimers());
afterAll(() => void jest.useRealTimers());

/** A worker that has begun and does not end. */
const begin = (rounds: Rounds): void => void rounds.during(() => new Promise(() => undefined));

it("a wake-up waits for the next claim of those who are at work, when there are two of them", async () => {
  const rounds = new Rounds();
  begin(rounds);
  expect(await rounds.isCovered()).toBe(false);
  begin(rounds);
  const covered = rounds.isCovered();
  rounds.claiming();
  expect(await covered).toBe(true);
});

it("it goes on itself when none of them comes to a claim", async () => {
  const rounds = new Rounds();
  begin(rounds);
  begin(rounds);
  const covered = rounds.isCovered();
  jest.advanceTimersByTime(100);
  expect(await covered).toBe(false);
});

it("who has ended, also by an error, counts no more", async () => {
  const rounds = new Rounds();
  begin(rounds);
  await expect(rounds.during(() => Promise.reject(new Error("gone")))).rejects.toThrow("gone");
  expect(await rounds.isCovered()).toBe(false);
});
