import { categories } from "../diagnosis/category.js";
import type { DiagnosisRecord } from "../diagnosis/record.js";
import type { Db } from "../store/db.js";
import { lastLabelOf, type LabelRow } from "../store/labels.js";

/** How sure a person's word about the same failure is: below what a rule's own line gives, enough for a playbook. */
const TOLD = 0.9;

export interface Corrected {
  record: DiagnosisRecord;
  /** Null: what heal says itself stands. */
  label: LabelRow | null;
}

/**
 * The diagnosis as the last person who corrected the same failure in this repository would have it. What each job says stays:
 * a move that needs every job to agree is not set off by one word. Whether monitoring itself is blind is read from what fires.
 */
export async function asCorrected(
  db: Db,
  found: DiagnosisRecord,
  failure: { repository: string; fingerprint: string },
): Promise<Corrected> {
  const label = await lastLabelOf(db, failure);
  const category = categories.find((one) => one === label?.label);
  const blind = (one: string): boolean => one === "monitoring_gap";
  if (label === null || category === undefined || category === found.category)
    return { record: found, label: null };
  if (blind(category) !== blind(found.category)) return { record: found, label: null };
  const { category: own, confidence } = found;
  const alternatives = [{ category: own, confidence }, ...found.alternatives].filter(
    (one) => one.category !== category,
  );
  return { record: { ...found, category, confidence: TOLD, alternatives }, label };
}
