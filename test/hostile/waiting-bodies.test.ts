import { afterEach, describe, expect, it } from "@jest/globals";
import type { Offload } from "../../src/core/offload.js";
import { MemoryBudget } from "../../src/intake/memory-budget.js";
import { stand, type Stand } from "../intake/test-server.js";
import { until } from "../harness/until.js";

/** One heavy task at a time as the pool does it; what comes is held until `go`. */
function held() {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => (open = resolve));
  const asked: { priority: number | undefined }[] = [];
  let before: Promise<unknown> = gate;
  const offload: Offload = {
    run: (task, prepare, { priority }) => {
      asked.push({ priority });
      const mine = before.then(() => task.run(prepare().input));
      before = mine.catch(() => undefined);
      return mine;
    },
    close: async () => undefined,
  };
  return { offload, asked, go: () => open() };
}

const MB = 1024 * 1024;
const text = (letter: string) => JSON.stringify({ zen: letter.repeat(MB) });
let on: Stand;
afterEach(() => on.stop());

describe("while a large body waits for its turn", () => {
  it("others are read and looked at, so that one that nobody can parse has its answer", async () => {
    const work = held();
    on = await stand({ offload: work.offload });
    const first = on.github(text("a"));
    await until("the first to wait", async () => work.asked.length === 1);
    expect((await on.github(`[${"{},".repeat(2_000_001)}{}]`)).status).toBe(413);
    expect((await on.github("[".repeat(300_000))).status).toBe(400);
    expect(work.asked).toHaveLength(1);
    work.go();
    expect((await first).status).toBe(202);
  });

  it("what holds no secret is asked for before what is slow to redact", async () => {
    const work = held();
    on = await stand({ offload: work.offload });
    const slow = on.github(`{"zen":"${"password=hunter22 ".repeat(30_000)}"}`);
    await until("the first to wait", async () => work.asked.length === 1);
    const quick = on.github(text("b"));
    await until("the second to wait", async () => work.asked.length === 2);
    expect(work.asked).toEqual([{ priority: 1 }, { priority: 0 }]);
    work.go();
    expect([(await slow).status, (await quick).status]).toEqual([202, 202]);
  });

  it("only so many have memory of their own; the next holds the shared one, and all are taken in", async () => {
    const work = held();
    const budget = new MemoryBudget();
    on = await stand({ offload: work.offload, budget });
    const sent = ["a", "b", "c", "d", "e"].map((letter) => on.github(text(letter)));
    await until("four to wait", async () => work.asked.length === 4);
    expect(Math.floor(budget.used / budget.largest)).toBe(4);
    work.go();
    expect((await Promise.all(sent)).map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    const stored = on.inbox.rows().map(({ packed }) => packed);
    expect(stored).toEqual([true, true, true, true, true]);
    expect(budget.used).toBe(0);
  });
});

it("a budget lets three bodies own their memory, and one more whose turn it is", async () => {
  on = await stand();
  const budget = new MemoryBudget(MB, MB);
  const bodies = Array.from({ length: 4 }, () => budget.open(() => undefined));
  for (const [i, body] of bodies.entries()) {
    await body.slot();
    body.complete();
    body.own(false);
    expect(budget.used).toBe((i + 1) * MB);
  }
  const next = budget.open(() => undefined);
  const slot = next.slot();
  expect(await Promise.race([slot, Promise.resolve("waits")])).toBe("waits");
  bodies[3]?.own(true);
  expect(await slot).not.toBeNull();
  expect(budget.used).toBe(5 * MB);
  for (const body of [...bodies, next]) body.release();
  expect(budget.used).toBe(0);
});
