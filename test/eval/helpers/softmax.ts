import type { LineClassifier, Named } from "../../../src/diagnosis/learned/classifier.js";
import { sharesOf } from "../../../src/diagnosis/learned/classifier.js";
import { BUCKETS } from "../../../src/diagnosis/learned/words.js";
import { Random } from "../fleet/random.js";

export interface Sample {
  readonly buckets: readonly number[];
  readonly truth: Named;
  readonly weight: number;
}

const [ROUNDS, RATE, DECAY] = [14, 0.6, 2e-5];

/** Multinomial logistic regression by AdaGrad over shuffled samples; the same samples and seed give the same weights. */
export function fitSoftmax(samples: readonly Sample[], classes: readonly Named[], seed = 1): LineClassifier {
  const size = classes.length * BUCKETS;
  const model = { classes, weights: new Float32Array(size), bias: new Float32Array(classes.length) };
  const seen = new Float32Array(size).fill(1);
  const biasSeen = new Float32Array(classes.length).fill(1);
  const random = new Random(seed);
  const order = [...samples.keys()];
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = order.length - 1; i > 0; i--) {
      const k = random.whole(0, i);
      [order[i], order[k]] = [order[k]!, order[i]!];
    }
    for (const at of order) {
      const { buckets, truth, weight } = samples[at]!;
      const shares = sharesOf(model, buckets);
      const scale = 1 / Math.sqrt(Math.max(1, buckets.length));
      for (const [c, share] of shares.entries()) {
        const error = weight * (share - (classes[c] === truth ? 1 : 0));
        if (Math.abs(error) < 1e-3) continue;
        biasSeen[c]! += error * error;
        model.bias[c]! -= (0.1 * error) / Math.sqrt(biasSeen[c]!);
        for (const bucket of buckets) {
          const j = c * BUCKETS + bucket;
          const slope = scale * error + DECAY * model.weights[j]!;
          seen[j]! += slope * slope;
          model.weights[j]! -= (RATE * 5 * slope) / Math.sqrt(seen[j]!);
        }
      }
    }
  }
  return model;
}
