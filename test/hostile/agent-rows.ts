import { expect, it } from "@jest/globals";
import type { CheckContext } from "../../src/fix/checks/index.js";
import { gitDiff, objections } from "../fix/support.js";

/** A path, its text before and after (null: not there), and the check that must object. */
export type Row = [
  path: string,
  before: string | null,
  after: string | null,
  check: string,
  more?: Partial<CheckContext>,
];

/** Each row's change is refused by its check, with the whole file at hand from either side, and by some check without. */
export const refuses = (rows: readonly Row[]): void =>
  it.each([...rows])("%s: %j -> %j (%s)", (path, before, after, check, more = {}) => {
    const diff = gitDiff(path, before, after);
    expect(objections(diff, { ...more, baseFiles: () => before }).join("\n")).toContain(`${check}: `);
    // The text at the head is as good as the one at the base, and the hunks alone are refused too.
    expect(objections(diff, { ...more, headFiles: () => after }).join("\n")).toContain(`${check}: `);
    expect(objections(diff, more)).not.toEqual([]);
  });

export const pkg = (rest: object): string =>
  `${JSON.stringify({ name: "shop", version: "1.0.0", ...rest }, null, 2)}\n`;
