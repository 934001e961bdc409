import type { Failure } from "../report.js";
import type { Point } from "./tap-point.js";

/** The points at one depth. */
export interface Level {
  readonly indent: number;
  planned: number | null;
  points: number;
  red: number;
  /** Failures below, whose path is told by the points that sum them up. */
  readonly failures: Failure[];
  /** The point in front of the braces that it stands in. */
  readonly owner: Point | null;
}

export const newLevel = (indent: number, owner: Point | null): Level => ({
  indent,
  planned: null,
  points: 0,
  red: 0,
  failures: [],
  owner,
});

/** Tests that were planned and never reported did not pass; nor is a run in order that has more of them than it knows. */
export function wrongPlan({ planned, points }: Level): string | null {
  if (planned === null || planned === points) return null;
  return planned < points
    ? `${planned} tests were planned and ${points} reported`
    : `${planned - points} planned tests did not report`;
}
