import { listDetections, type DetectionRow } from "../store/detections.js";
import { detectorRecords, LABELS, type DetectorRecord } from "../store/detector-records.js";
import type { DashboardDeps } from "./deps.js";
import type { PageLoader } from "./send.js";
import { countText, moment, percent } from "./format.js";

/** `/detections`: what was found, whom it called, and how often each detector was right. */
export const detectionsPage =
  ({ db, clock }: DashboardDeps): PageLoader =>
  async ({ url }) => {
    const now = clock.now();
    const asked = (name: string) => url.searchParams.get(name)?.trim() || undefined;
    const [detector, cursor, alertsOnly] = [asked("detector"), asked("cursor"), asked("calling") === "yes"];
    const [page, records] = await Promise.all([
      listDetections(db, { detector, cursor, alertsOnly }),
      detectorRecords(db, now),
    ]);
    const pageUrl = (next?: string) => {
      const query = new URLSearchParams();
      if (alertsOnly) query.set("calling", "yes");
      if (detector !== undefined) query.set("detector", detector);
      if (next !== undefined) query.set("cursor", next);
      return query.size === 0 ? "/detections" : `/detections?${query.toString()}`;
    };
    return {
      view: "detections",
      title: "Detections",
      section: "detections",
      data: {
        detections: page.detections.map((row) => shownDetection(row, now)),
        records: records.map(record),
        labels: LABELS,
        detectors: records.map(({ detector: name }) => ({ name, selected: name === detector })),
        calling: alertsOnly,
        filtered: alertsOnly || detector !== undefined,
        next: page.next === null ? null : pageUrl(page.next),
        first: cursor === undefined ? null : pageUrl(),
      },
    };
  };

/** A finding as lists show it. */
export const shownDetection = (row: DetectionRow, now: Date) => ({
  id: row.id,
  detector: row.detector,
  subject: row.subject,
  reason: row.reason,
  score: { share: row.score.toFixed(3), words: row.score.toFixed(2) },
  calls: row.requires_attention,
  silenced: row.silenced,
  incident: row.incident_id,
  at: moment(row.at, now),
});

const record = ({ detector, findings, calls, right, noise }: DetectorRecord) => {
  const judged = right + noise;
  return {
    detector,
    href: `/detections?${new URLSearchParams({ detector }).toString()}`,
    findings,
    calls,
    right,
    noise,
    precision: judged === 0 ? null : `${percent(right / judged)} of ${countText(judged, "answer")}`,
  };
};
