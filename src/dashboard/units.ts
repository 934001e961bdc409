import { SECOND, formatDuration } from "../core/clock.js";

export type Unit = "seconds" | "bytes" | "ratio" | "number";

/** A metric's unit, from the end of its name (https://prometheus.io/docs/practices/naming/). */
export function unitOf(name: string): Unit {
  if (name.endsWith("_seconds")) return "seconds";
  if (name.endsWith("_bytes")) return "bytes";
  return name.endsWith("_ratio") || name === "availability" ? "ratio" : "number";
}

const steps = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

const shortened = (value: number): string => String(Number(value.toPrecision(4)));

function bytes(value: number): string {
  let step = 0;
  let rest = value;
  while (Math.abs(rest) >= 1_024 && step < steps.length - 1) {
    rest /= 1_024;
    step += 1;
  }
  return `${Number(rest.toPrecision(3))} ${steps[step]}`;
}

/** A value for people: `1m 3s`, `140 ms`, `98.2 %`, `120 MiB`. */
export function measure(value: number, unit: Unit): string {
  if (unit === "bytes") return bytes(value);
  if (unit === "ratio") return `${Number((value * 100).toPrecision(4))} %`;
  if (unit === "number") return shortened(value);
  if (value === 0) return "0s";
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (size < 1) return `${sign}${Number((size * 1_000).toPrecision(3))} ms`;
  return size < 10 ? `${sign}${size.toFixed(1)}s` : `${sign}${formatDuration(size * SECOND)}`;
}
