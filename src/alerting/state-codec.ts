import { packSeries, unpackSeries, type SeriesJson, type SubjectState } from "../detection/subject-state.js";
import type { DetectorState } from "../store/detector-states.js";
import { HealError } from "../core/errors.js";

type Stored = Omit<SubjectState, "series"> & { packed?: SeriesJson };

/** A row as the engine takes it. A series that another version of heal packed begins anew. */
export function decodeState({ state, series }: Pick<DetectorState, "state" | "series">): SubjectState {
  const { packed, spoke = {}, ...rest } = state as Partial<Stored>;
  const base = { ...rest, spoke };
  if (!packed || !series) return base;
  try {
    return { ...base, series: unpackSeries(series, packed) };
  } catch (error) {
    if (error instanceof HealError && error.code === "HEAL_INPUT_INVALID") return base;
    throw error;
  }
}

export function encodeState({ series, ...rest }: SubjectState): { state: Stored; series: Buffer | null } {
  if (!series) return { state: rest, series: null };
  const { bytes, json } = packSeries(series);
  return { state: { ...rest, packed: json }, series: bytes };
}
