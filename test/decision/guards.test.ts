import { describe, expect, it } from "@jest/globals";
import { guards } from "../../src/decision/guards/index.js";
import type { Candidate } from "../../src/decision/context.js";
import type { Case, Cases } from "./guards/case.js";
import { leave } from "./guards/leave.js";
import { pace } from "./guards/pace.js";
import { services } from "./guards/services.js";
import { playbook, subject, world } from "./support.js";

const table: Cases = { ...leave, ...pace, ...services };

it("every guard has a row that allows and one that refuses", () => {
  expect(Object.keys(table).sort()).toEqual(Object.keys(guards).sort());
  for (const { allows, refuses } of Object.values(table))
    expect([allows.length > 0, refuses.length > 0]).toEqual([true, true]);
});

const ask = (guard: string, one: Case) => {
  const step = one.step ?? { action: "rerun-failed-jobs" as const };
  const candidate: Candidate = {
    playbook: playbook({
      steps: [step],
      ...(one.limits ? { limits: one.limits } : {}),
      ...(one.risk ? { risk: one.risk } : {}),
    }),
    step,
    index: one.goesOn ? 1 : 0,
    goesOn: one.goesOn ?? false,
    subject: subject(one.subject),
    predicted: one.predicted ?? 0.7,
    trials: 1,
  };
  const plain = world();
  return guards[guard]?.(
    candidate,
    world({
      ...(one.attempts ? { attempts: one.attempts } : {}),
      ...one.world,
      counts: { ...plain.counts, ...one.counts },
    }),
  );
};

describe.each(Object.entries(table))("%s", (guard, { allows, refuses }) => {
  it.each(allows.map((one, i) => [i, one.says, one] as const))("allows, row %i: %s", (_i, reason, one) => {
    expect(ask(guard, one)).toEqual({ allowed: true, reason });
  });
  it.each(refuses.map((one, i) => [i, one.says, one] as const))("refuses, row %i: %s", (_i, reason, one) => {
    expect(ask(guard, one)).toEqual({ allowed: false, reason, ...(one.until ? { until: one.until } : {}) });
  });
});
