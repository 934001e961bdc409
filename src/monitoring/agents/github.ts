import { createErrorRatio } from "../error-ratio.js";
import { samplesOf, type CreateAgent } from "./agent.js";

/** GitHub gives 5,000 calls an hour and more; below a tenth heal's own work is at risk. */
const LOW = 0.1;

/** Calls that are left, and how many of heal's own failed; from calls that were made anyway. */
export const github: CreateAgent = ({ github: usage }) => {
  const shares = usage ? createErrorRatio(usage.calls) : null;
  return {
    name: "heal/github",
    ofProcess: true,
    async poll(now) {
      if (!usage || !shares) return [];
      const share = shares.at(now);
      const [tightest] = usage.rates(now).sort((a, b) => a.remaining / a.limit - b.remaining / b.limit);
      const left = tightest ? tightest.remaining / tightest.limit : null;
      const limit = tightest
        ? `${tightest.remaining} of ${tightest.limit} calls left until ${tightest.reset.toISOString().slice(11, 16)} UTC`
        : "";
      const low = left !== null && left < LOW;
      return [
        {
          health: {
            component: "heal/github",
            state: left === 0 || share.state === "down" ? "down" : low ? "degraded" : share.state,
            reason: [share.reason, limit].filter((text) => text !== "").join("; "),
          },
          samples: samplesOf("heal/github", now, {
            ...share.values,
            ...(tightest ? { rate_remaining: tightest.remaining, rate_remaining_ratio: left ?? 0 } : {}),
          }),
        },
      ];
    },
  };
};
