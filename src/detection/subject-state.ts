import type { AnomalyState } from "./anomaly-state.js";
import { layout, newAnomalyState } from "./anomaly-state.js";
import type { BaselineState } from "./baseline.js";
import { newBaselineState } from "./baseline.js";
import type { PatternHistory } from "./pattern.js";
import type { HealthHistory } from "./test-health.js";
import type { BurnState, RateState } from "./threshold.js";
import { HealError } from "../core/errors.js";

/** What the detectors of metrics remember of one series. */
export interface SeriesState {
  unusual: AnomalyState;
  usual: BaselineState;
  /** The open deviation has called. */
  called: boolean;
}

/** Everything the engine remembers of one subject; which parts there are depends on what is said of it. Under 4 KB. */
export interface SubjectState {
  rate?: RateState;
  burn?: BurnState;
  past?: PatternHistory;
  health?: HealthHistory;
  series?: SeriesState;
  /** A counter's latest value. */
  last?: { at: number; value: number };
  /** When each detector last spoke of it. */
  spoke: Record<string, number>;
}

/** What all subjects share: when each group last called, the latest calls, and since when a storm lasts. */
export interface NotificationLog {
  groups: Record<string, number>;
  times: number[];
  storm: number | null;
}

export const newSubjectState = (): SubjectState => ({ spoke: {} });
export const newNotificationLog = (): NotificationLog => ({ groups: {}, times: [], storm: null });
export const newSeriesState = (): SeriesState => ({
  unusual: newAnomalyState(),
  usual: newBaselineState(),
  called: false,
});

/** The part of a series that is JSON: what is no long row of numbers. */
export interface SeriesJson {
  seen: number;
  recent: number[];
  open: boolean;
  called: boolean;
}

const SLOTS = newBaselineState().means.length;
const NUMBERS = layout.size + 3 * SLOTS;

/** A series as 8 bytes a number (3.1 KB) and a little JSON; `unpackSeries` gives back exactly the same. */
export function packSeries({ unusual, usual, called }: SeriesState): { bytes: Buffer; json: SeriesJson } {
  const all = new Float64Array(NUMBERS);
  all.set(unusual, 0);
  all.set(usual.means, layout.size);
  all.set(usual.spreads, layout.size + SLOTS);
  all.set(usual.counts, layout.size + 2 * SLOTS);
  const { seen, recent, open } = usual;
  return { bytes: Buffer.from(all.buffer), json: { seen, recent, open, called } };
}

/** Throws `HEAL_INPUT_INVALID` for bytes that another version packed. */
export function unpackSeries(bytes: Uint8Array, { seen, recent, open, called }: SeriesJson): SeriesState {
  if (bytes.length !== NUMBERS * 8)
    throw new HealError("HEAL_INPUT_INVALID", "not the state of a series of this version");
  const all = new Float64Array(new Uint8Array(bytes).buffer);
  const part = (at: number) => Array.from(all.subarray(at, at + SLOTS));
  return {
    unusual: all.slice(0, layout.size),
    usual: {
      seen,
      means: part(layout.size),
      spreads: part(layout.size + SLOTS),
      counts: part(layout.size + 2 * SLOTS),
      recent,
      open,
    },
    called,
  };
}
