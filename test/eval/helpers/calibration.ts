import type { Judged, Mapping } from "../categories.js";

interface Sure {
  confidence: number;
  right: boolean;
}

export const sureness = ({ label, answer, confidence }: Judged, mapping: Mapping): Sure => ({
  confidence,
  right: mapping[label]?.includes(answer) ?? false,
});

const BINS = 10;
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** `AUC; expected calibration error` over ten bins of equal width, as text. */
export function calibration(answers: readonly Sure[]): string {
  const right = answers.filter((one) => one.right);
  const wrong = answers.filter((one) => !one.right);
  const wins = right.map((a) =>
    sum(wrong.map((b) => (a.confidence > b.confidence ? 1 : a.confidence === b.confidence ? 0.5 : 0))),
  );
  const auc = sum(wins) / (right.length * wrong.length);
  const gaps = Array.from({ length: BINS }, (_, bin) => {
    const there = answers.filter(
      ({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === bin,
    );
    return Math.abs(sum(there.map((one) => one.confidence - Number(one.right))));
  });
  return `${auc.toFixed(3)}; ${(sum(gaps) / answers.length).toFixed(3)}; n ${answers.length}`;
}
