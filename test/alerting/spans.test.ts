import { expect, it } from "@jest/globals";
import { spansOf } from "../../src/alerting/spans.js";
import type { Observation } from "../../src/alerting/subjects.js";
import { MINUTE } from "../../src/core/clock.js";

const at = (minutes: number): Observation => ({
  input: {
    ...{
      kind: "trial",
      subject: "job:acme/app/ci/build",
      repository: "acme/app",
      service: null,
      branch: "default",
    },
    ...{ failed: true, key: "a", quiet: true, at: minutes * MINUTE },
  },
});

it("a backlog of hours is told from what came at once", () => {
  const [a, b, c, d] = [at(0), at(0.5), at(10), at(10.9)];
  expect(spansOf([a, b, c, d])).toEqual([
    [a, b],
    [c, d],
  ]);
  expect(spansOf([c, a])).toEqual([[c], [a]]);
  expect(spansOf([])).toEqual([]);
});
