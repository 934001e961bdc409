import { classifyRun, newRunHistory } from "../../../src/detection/flaky.js";
import type { Judged } from "../helpers/reruns.js";
import { balancedAccuracy, f1, rerunHistory } from "../helpers/reruns.js";
import type { Row } from "../row.js";

function judged(kind: "attempt" | "same_sha_run"): Judged[] {
  const history = newRunHistory();
  return rerunHistory(kind).flatMap(({ line, first, label }) => {
    const { verdict } = classifyRun(history, line);
    return first && (label === "flaky" || label === "persistent")
      ? [{ truth: label === "flaky", said: verdict === "flaky" }]
      : [];
  });
}

const common = { work: "flaky or persistent at a failure", published: null };

export const rows: Row[] = [
  {
    ...common,
    data: "gha_reruns dev, same commit",
    metric: "F1 on flaky",
    floor: 0.758,
    reach: 0.8,
    run: async () => f1(judged("same_sha_run")),
  },
  {
    ...common,
    data: "gha_reruns dev, same commit",
    metric: "balanced accuracy",
    floor: 0.798,
    reach: 0.82,
    run: async () => balancedAccuracy(judged("same_sha_run")),
  },
  {
    ...common,
    data: "gha_reruns dev, attempts",
    metric: "F1 on flaky",
    floor: 0.85,
    reach: 0.86,
    run: async () => f1(judged("attempt")),
  },
  {
    ...common,
    data: "gha_reruns dev, attempts",
    metric: "balanced accuracy",
    floor: 0.583,
    reach: 0.68,
    run: async () => balancedAccuracy(judged("attempt")),
  },
];
