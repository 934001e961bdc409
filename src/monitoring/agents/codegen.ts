import { createErrorRatio } from "../error-ratio.js";
import { samplesOf, type CreateAgent } from "./agent.js";

/** How the coding agent's API answers heal's own calls; nothing while none is configured. */
export const codegen: CreateAgent = ({ codegen: tally }) => {
  const shares = tally ? createErrorRatio(tally) : null;
  return {
    name: "heal/codegen",
    ofProcess: true,
    async poll(now) {
      if (!shares) return [];
      const { state, reason, values } = shares.at(now);
      return [
        {
          health: { component: "heal/codegen", state, reason },
          samples: samplesOf("heal/codegen", now, values),
        },
      ];
    },
  };
};
