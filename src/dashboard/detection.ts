import { HOUR } from "../core/clock.js";
import { health, healthOf } from "../detection/test-health.js";
import { detectionsAbout, getDetection, labelsOfDetection, type DetectionRow } from "../store/detections.js";
import { stateOf } from "../store/detector-states.js";
import { readSeries } from "../store/metrics.js";
import { runsOfWorkflow } from "../store/runs.js";
import { incidentId } from "../store/dashboard-queries.js";
import { shownDetection } from "./detections.js";
import type { FormKey } from "./form.js";
import type { DashboardDeps } from "./deps.js";
import type { PageLoader } from "./send.js";
import { moment, percent, webUrl } from "./format.js";

const [VALUES, OTHERS] = [30, 20];
const SPAN = 3 * HOUR;

/** `/detections/:id`: which detector, which numbers, which threshold, and what its subject did lately. */
export const detectionPage =
  ({ db, clock }: DashboardDeps, key: FormKey): PageLoader =>
  async ({ params }) => {
    const id = incidentId(params.id ?? "");
    const row = id === null ? null : await getDetection(db, id);
    if (!row) return null;
    const now = clock.now();
    const [labels, others, recent, state] = await Promise.all([
      labelsOfDetection(db, row.id),
      detectionsAbout(db, row.subject, OTHERS + 1),
      recentValues(row, { db, clock }),
      subjectState(row, { db, clock }),
    ]);
    return {
      view: "detection",
      title: `${row.detector}: ${row.reason}`,
      section: "detections",
      data: {
        ...shownDetection(row, now),
        threshold: row.threshold,
        repository: row.repository,
        repositoryHref: `/?${new URLSearchParams({ repository: row.repository ?? "" }).toString()}`,
        service: row.service,
        run: row.about.run && {
          text: `run ${row.about.run.id}, attempt ${row.about.run.attempt}`,
          href: webUrl(row.about.run.url),
        },
        state,
        numbers: Object.entries(row.numbers).map(([name, value]) => ({
          name,
          value: value === null ? "none" : plain(value),
        })),
        evidence: (row.about.evidence ?? []).map(({ text, url }) => ({ text, href: webUrl(url) })),
        recent,
        others: others.filter((one) => one.id !== row.id).map((one) => shownDetection(one, now)),
        labels: labels.map((label) => ({
          words: label.verdict === "right" ? "this was right" : "this was noise",
          note: label.note,
          by: label.by,
          at: moment(label.at, now),
        })),
        // What is over was never said to be wrong.
        judged: row.detector !== "resolved",
        form: key.of(`detection:${row.id}`),
      },
    };
  };

const plain = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));

interface Recent {
  heading: string;
  rows: { at: ReturnType<typeof moment>; value: string; href: string | null }[];
}

/** The subject's latest values, newest first: a workflow's runs, or a series' minutes. */
async function recentValues(row: DetectionRow, { db, clock }: DashboardDeps): Promise<Recent | null> {
  const now = clock.now();
  const { series, workflow } = row.about;
  if (series) {
    const to = new Date(Math.min(now.getTime(), row.at.getTime() + SPAN / 3) + 60_000);
    const buckets = await readSeries(db, series, { from: new Date(to.getTime() - SPAN), to });
    return {
      heading: `Minutes of ${series.name}`,
      rows: buckets
        .slice(-VALUES)
        .reverse()
        .map(({ at, mean }) => ({ at: moment(at, now), value: plain(mean), href: null })),
    };
  }
  if (workflow === undefined || row.repository === null) return null;
  const runs = await runsOfWorkflow(db, row.repository, workflow, VALUES);
  return {
    heading: `Runs of ${workflow}`,
    rows: runs.map((run) => ({
      at: moment(run.finished_at, now),
      value: `${run.conclusion}, attempt ${run.attempt} of ${run.head_sha.slice(0, 7)} on ${run.facts.branch}`,
      href: webUrl(run.facts.url),
    })),
  };
}

/** What the subject is like now, where it has a state. */
async function subjectState(row: DetectionRow, { db, clock }: DashboardDeps): Promise<string | null> {
  const kept = healthOf((await stateOf(db, row.subject))?.state);
  if (!kept) return null;
  const { state, confidence } = health(kept, clock.now().getTime());
  return `${state}, ${percent(confidence)} sure`;
}
