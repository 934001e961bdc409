import type { Category } from "../../src/diagnosis/category.js";

export interface Judged {
  /** What the data set calls it. */
  label: string;
  answer: Category;
  confidence: number;
}

/** How the labels of a data set map to the answers that count as right. */
export type Mapping = Readonly<Record<string, readonly Category[]>>;

/** `accuracy, macro recall over labels; share unknown; share wrong with confidence above 0.7`, as text. */
export function scored(judged: readonly Judged[], mapping: Mapping): string {
  const right = ({ label, answer }: Judged): boolean => mapping[label]?.includes(answer) ?? false;
  const share = (list: readonly Judged[], is: (one: Judged) => boolean): number =>
    list.length === 0 ? 0 : list.filter(is).length / list.length;
  const labels = [...new Set(judged.map(({ label }) => label))];
  const macro =
    labels.reduce(
      (sum, label) =>
        sum +
        share(
          judged.filter((one) => one.label === label),
          right,
        ),
      0,
    ) / labels.length;
  const sureWrong = share(judged, (one) => !right(one) && one.answer !== "unknown" && one.confidence > 0.7);
  const percent = (p: number): string => `${(100 * p).toFixed(1)} %`;
  return `${share(judged, right).toFixed(3)}, macro ${macro.toFixed(3)}; unknown ${percent(share(judged, (one) => one.answer === "unknown"))}; surely wrong ${percent(sureWrong)}; n ${judged.length}`;
}
