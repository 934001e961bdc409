import { expect, it } from "@jest/globals";
import { duration, formatDuration } from "../../src/core/clock.js";

it.each<[string | number, number | null]>([
  ["250ms", 250],
  ["30s", 30_000],
  [" 20m ", 1_200_000],
  ["2h", 7_200_000],
  ["3d", 259_200_000],
  ["0s", 0],
  [1_500, 1_500],
  [0, 0],
  [-1, null],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, null],
  ["", null],
  ["30", null],
  ["-5m", null],
  ["1.5h", null],
  ["5 m", null],
  ["5M", null],
  ["1h30m", null],
  ["9999999999s", null],
])("duration(%j) is %j", (text, ms) => {
  expect(duration(text)).toBe(ms);
});

it.each([
  [0, "0s"],
  [-5, "0s"],
  [499, "0s"],
  [500, "1s"],
  [90_000, "1m 30s"],
  [3_600_000, "1h"],
  [3_605_000, "1h 5s"],
  [90_061_000, "1d 1h"],
])("spoken(%i) is %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
