import { firingGap } from "../store/alert-members.js";
import type { IncidentRow } from "../store/incidents.js";
import type { PipelineDeps } from "./deps.js";

/**
 * Whether what was diagnosed as monitoring's own trouble has become one of what it watches, or the reverse: then it is diagnosed
 * again. What fires no longer changes nothing.
 */
export async function isCategoryOutdated(
  { id, kind, diagnosis }: Pick<IncidentRow, "id" | "kind" | "diagnosis">,
  { db }: Pick<PipelineDeps, "db">,
): Promise<boolean> {
  if (kind !== "alert" || diagnosis === null) return false;
  const { firing, gap } = await firingGap(db, id);
  return firing > 0 && (gap !== null) !== (diagnosis.category === "monitoring_gap");
}
