import { describe, expect, it } from "@jest/globals";
import { HOUR, SECOND } from "../../src/core/clock.js";
import { HealError } from "../../src/core/errors.js";
import { createMarks } from "../../src/core/marks.js";
import type { Plan } from "../../src/decision/plan.js";
import type { Comment, GitHub } from "../../src/github/port.js";
import { markOf } from "../../src/recovery/action.js";
import { createEffects, type Intents, type RunDeps } from "../../src/recovery/run.js";

const START = Date.parse("2026-11-24T12:00:00Z");
const ASKED = 70;
const marks = createMarks(Buffer.alloc(32));
const plan: Plan = {
  key: `reply:1:${ASKED}`,
  action: "reply",
  repository: { fullName: "acme/web", id: 1, installationId: 2 },
  incidentId: null,
  params: { number: 5, body: "hello", answers: ASKED },
  since: new Date(START).toISOString(),
};
const said = (id: number, own = false, body = "x"): Comment => ({ id, own, body, author: "", url: `u${id}` });
const question = said(ASKED);
const answer = said(90, true, `hello\n\n${marks.line(markOf(plan))}`);

/**
 * Asks for one comment whose answer is lost, and again whenever it is told to come back. `list`: what GitHub shows so many
 * milliseconds after the first try. Gives the moments of the tries, and what came of it.
 */
async function lose(list: (ms: number) => Comment[], { of = plan, downFor = 0 } = {}) {
  let now = START;
  const row = { id: 1, state: "claimed" as const, effect: null, reason: null };
  let [attempts, looks] = [0, 0];
  let doubtSince: Date | null = null;
  const tries: number[] = [];
  const intents: Intents = {
    claim: async () => ({ ...row, attempts: (attempts += 1), looks, doubtSince }),
    finish: async () => undefined,
    release: async (_claimed, _reason, what) => {
      if (what === "looked") looks += 1;
      if (what === "doubt") doubtSince = new Date(now);
    },
  };
  const github = {
    comments: async () => list(now - START),
    comment: async () => {
      tries.push(now - START);
      if (tries.length === 1) throw new HealError("HEAL_GITHUB_UNAVAILABLE", "the connection broke");
      return said(91, true);
    },
  } as unknown as GitHub;
  const deps: RunDeps = {
    intents,
    killSwitch: { stopped: async () => null, stop: async () => undefined, resume: async () => false },
    standing: async (repository) => ({ repository, refusal: null }),
    modeFor: async () => "act",
    flags: { enabled: async () => true },
    limiter: { wait: async () => null },
    tools: { github, agent: null, marks, made: { others: async () => [] } },
    clock: { now: () => new Date(now) },
  };
  const effects = createEffects(deps);
  for (let i = 0; i < 40; i += 1) {
    const result = await effects.run(of);
    if (result.state !== "later") return { result, tries, looks };
    now = result.retryAt.getTime() + (i === 0 ? downFor : 0);
  }
  throw new Error("it never ended");
}

const asking = (params: Plan["params"]): Plan => ({ ...plan, params });
const unasked = asking({ number: 5, body: "hello" });

describe("an effect whose answer was lost", () => {
  it.each<[string, Comment[], Plan, [number, number]]>([
    ["a list that shows what heal knows is believed soon", [question], plan, [7, 10]],
    ["an empty one, where nothing is known, after several times the usual lag", [], unasked, [30, 35]],
    ["an empty one that ought to show the question only at last", [], plan, [600, 660]],
    ["one that has others and not the question too", [said(3)], plan, [600, 660]],
  ])("%s", async (_name, list, of, [from, to]) => {
    const { result, tries, looks } = await lose(() => list, { of });
    expect(result).toMatchObject({ state: "done", effect: { id: 91 } });
    expect(tries).toHaveLength(2);
    expect(tries[1]).toBeGreaterThanOrEqual(from * SECOND);
    expect(tries[1]).toBeLessThanOrEqual(to * SECOND);
    expect(looks).toBeGreaterThanOrEqual(2);
  });

  it.each<[string, number, Plan]>([
    ["6 s, in a list that shows others", 6, plan],
    ["16 s, in an empty list", 16, unasked],
    ["9 minutes, in a list without the question", 540, plan],
  ])("is found when it shows after %s", async (_name, after, of) => {
    const before = after < 10 ? [question] : [];
    const list = (ms: number) => (ms >= after * SECOND ? [question, answer] : before);
    const { result, tries } = await lose(list, { of });
    expect(result).toMatchObject({ state: "done", effect: { id: 90 } });
    expect(tries).toHaveLength(1);
  });

  it("is counted from the deed: the list caught up while heal was down", async () => {
    const { tries } = await lose(() => [], { downFor: HOUR });
    expect(tries).toEqual([0, HOUR + 2 * SECOND]);
  });
});
