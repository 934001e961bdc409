import { describe, expect, it } from "@jest/globals";
import { createPressure } from "../../src/app/pressure.js";

/** So many deliveries that wait until `answer` is called. */
function waiting(n: number, pressure = createPressure()) {
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const all = Promise.all(Array.from({ length: n }, () => pressure.during(() => answered)));
  return { pressure, answer, all };
}

describe("acknowledging goes before working", () => {
  it("lets work begin at once while few deliveries wait", async () => {
    const { pressure, answer, all } = waiting(3);
    const order: string[] = [];
    await Promise.race([pressure.ease().then(() => order.push("eased")), new Promise(setImmediate)]);
    expect(order).toEqual(["eased"]);
    answer();
    await all;
  });

  it("holds work of the other thread while many wait, until they are answered", async () => {
    const { pressure, answer, all } = waiting(50);
    const other = createPressure(pressure.memory);
    const order: string[] = [];
    const eased = other.ease().then(() => order.push("eased"));
    await new Promise(setImmediate);
    expect(order).toEqual([]);
    answer();
    await all;
    await eased;
    expect(order).toEqual(["eased"]);
  });

  it("holds work while one heavy body is read", async () => {
    const pressure = createPressure();
    let read = (): void => undefined;
    const body = pressure.during(() => new Promise<void>((resolve) => (read = resolve)), true);
    const order: string[] = [];
    const eased = pressure.ease().then(() => order.push("eased"));
    await new Promise(setImmediate);
    expect(order).toEqual([]);
    read();
    await body;
    await eased;
    expect([order, Atomics.load(new Int32Array(pressure.memory), 0)]).toEqual([["eased"], 0]);
  });

  it("does not hold work for ever", async () => {
    const { pressure, answer, all } = waiting(50);
    await pressure.ease();
    answer();
    await all;
  });

  it("counts a delivery that could not be stored no longer", async () => {
    const pressure = createPressure();
    const failed = Array.from({ length: 50 }, () => pressure.during(() => Promise.reject(new Error("away"))));
    await Promise.allSettled(failed);
    expect(Atomics.load(new Int32Array(pressure.memory), 0)).toBe(0);
  });
});
