import { repositoryKey } from "../events/event.js";
import type { Verdict, VerdictFor } from "../intake/sources/reports/verdict.js";
import type { Db } from "../store/db.js";
import { incidentByKey } from "../store/incidents.js";

/** What the Action's job summary says: what is known of the run at the moment its report came in. */
export const verdictFor =
  (db: Db, publicUrl: string): VerdictFor =>
  async (repository, runId, report): Promise<Verdict> => {
    const key = repositoryKey(report.repository);
    const failing = report.failing.slice(0, 50).map(({ suite, name, message }) => ({ suite, name, message }));
    const incident = await incidentByKey(db, `run:${key}:${runId}`);
    const record = incident?.diagnosis;
    const place = incident
      ? { incident: String(incident.id), url: `${publicUrl}/incidents/${incident.id}` }
      : { url: `${publicUrl}/?repository=${encodeURIComponent(repository)}` };
    if (record)
      return { state: "known", category: record.category, summary: record.summary, ...place, failing };
    if (failing.length === 0)
      return { state: "unknown", summary: `${report.tests} tests, none of them failed.`, ...place, failing };
    const words = failing.length === 1 ? "1 test fails" : `${failing.length} tests fail`;
    return {
      state: "analysing",
      category: "test_failure",
      summary: `${words}; heal looks at the whole run when it ends.`,
      ...place,
      failing,
    };
  };
