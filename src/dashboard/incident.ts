import type { ShownDiagnosis } from "../server/api-schemas.js";
import { readDiagnosis } from "../server/api-schemas.js";
import { createKillSwitch } from "../flags/kill-switch.js";
import { waitingNow } from "../decision/waiting.js";
import { flappingNowText } from "../events/alerts/flapping.js";
import { countMembers } from "../store/alert-members.js";
import type { ShownIncident } from "../store/incident-row.js";
import { incidentId, incidentStory, mergedIntoOf, type IncidentStory } from "../store/dashboard-queries.js";
import { checkOf } from "../store/commit-checks.js";
import { labelsOf, type LabelRow } from "../store/labels.js";
import { listRepositories } from "../store/repositories.js";
import { shownAlert, shownAlerts, unroutedForm } from "./alert-view.js";
import { shownDecisions } from "./decision-view.js";
import { shownDetection } from "./detections.js";
import { changesBefore } from "./changes-before.js";
import { shownActions } from "./incident-actions.js";
import { shownFixes } from "./fix-view.js";
import type { DashboardDeps } from "./deps.js";
import type { FormKey } from "./form.js";
import { acknowledgementOf } from "../store/acknowledgements.js";
import { shownDeed } from "./deed.js";
import { unroutedPurpose } from "./unrouted.js";
import { successText } from "./patterns.js";
import type { PageLoader } from "./send.js";
import { countText, moment, percent, withSpaces, webUrl } from "./format.js";

const TESTS = 30;

/** `/incidents/:id`: what failed, why heal thinks so, what it did and did not do, and how it ended. */
export const incidentPage =
  ({ db, clock, undoOf }: DashboardDeps, key: FormKey): PageLoader =>
  async ({ params }) => {
    const id = incidentId(params.id ?? "");
    const now = clock.now();
    const story = id === null ? null : await incidentStory(db, id, now);
    if (!story) return null;
    const row = story.incident;
    const diagnosis = readDiagnosis(row.diagnosis);
    const alert = shownAlert(story, now);
    const stop = await createKillSwitch(db, clock).stopped(row.repository, row.repository_id);
    const unrouted = unroutedForm(story, row.repository === null ? await listRepositories(db) : []);
    return {
      view: "incident",
      title: `#${row.id} ${row.title}`,
      section: "incidents",
      data: {
        ...headline(row, now),
        taken: await takenBy(db, row.id, now),
        check: shownCheck(await checkOf(db, row)),
        merged: await mergedIntoOf(db, row.id),
        actions: shownActions(row, stop, key),
        corrections: shownCorrections(await labelsOf(db, row.id), now),
        diagnosis: diagnosis && shownDiagnosis(diagnosis),
        jobs: (diagnosis?.jobs ?? []).map(shownJob),
        tests: (diagnosis?.tests ?? [])
          .slice(0, TESTS)
          .map((test) => ({ ...test, message: test.message.trim() })),
        moreTests: Math.max(0, (diagnosis?.tests.length ?? 0) - TESTS),
        alert,
        before: await changesBefore(db, row, now),
        alerts: shownAlerts(story, await countMembers(db, row.id), now),
        unrouted: unrouted && { ...unrouted, id: row.id, form: key.of(unroutedPurpose(row.id)) },
        waits: shownWait(story),
        flapping: flappingNowText(story.group, now.getTime()),
        // Of an incident whose alerts are not kept one by one.
        labels: alert
          ? []
          : Object.entries(diagnosis?.labels ?? {}).map(([name, value]) => ({ name, value })),
        recognition: recognition(diagnosis),
        detections: story.detections.map((one) => shownDetection(one, now)),
        decisions: shownDecisions(story.decisions, now),
        fixes: shownFixes(story.fixes, now),
        deed: shownDeed(story, undoOf, now),
        ...doings(story, now),
      },
    };
  };

async function takenBy(db: DashboardDeps["db"], id: number, now: Date) {
  const taken = await acknowledgementOf(db, id);
  return taken && { by: taken.by, how: taken.how, at: moment(taken.at, now) };
}

/** The check run of the commit, or why there is none. */
const shownCheck = (check: Awaited<ReturnType<typeof checkOf>>) =>
  check && {
    link: check.url === null ? null : { text: "heal", href: webUrl(check.url) },
    trouble: check.trouble,
  };

const headline = (row: ShownIncident, now: Date) => ({
  id: row.id,
  title: row.title.trim() || "(no title)",
  state: row.state,
  severity: row.severity,
  kind: row.kind,
  repository: row.repository,
  repositoryHref: `/?${new URLSearchParams({ repository: row.repository ?? "" }).toString()}`,
  service: row.service,
  environment: row.environment,
  sender: row.kind === "alert" ? row.source : null,
  category: row.category === null ? null : withSpaces(row.category),
  action: row.action,
  events: countText(row.events, "event"),
  firstSeen: moment(row.first_seen, now),
  lastSeen: moment(row.last_seen, now),
  closedAt: row.closed_at === null ? null : moment(row.closed_at, now),
  mergedInto: row.merged_into,
  issue:
    row.issue_number === null ? null : { text: `Issue #${row.issue_number}`, href: webUrl(row.issue_url) },
  run: row.run && {
    text: `${row.run.workflow}, attempt ${row.run.attempt}`,
    href: webUrl(row.run.url),
    branch: row.run.branch,
    commit: row.run.headSha.slice(0, 7),
    event: row.run.event,
    actor: row.run.actor,
    fork: row.run.fork,
  },
});

function shownWait({ incident: { state }, decisions }: IncidentStory) {
  const wait = waitingNow(state, decisions);
  return wait && { action: decisions.at(-1)?.action, why: wait.why };
}

/** What people said the cause is, newest first. */
const shownCorrections = (labels: readonly LabelRow[], now: Date) =>
  labels.map(({ label, by, at }) => ({ category: withSpaces(label), by, at: moment(at, now) }));

const shownDiagnosis = (diagnosis: ShownDiagnosis) => ({
  category: withSpaces(diagnosis.category),
  share: diagnosis.confidence.toFixed(3),
  confidence: percent(diagnosis.confidence),
  summary: diagnosis.summary,
  reason: diagnosis.reason,
  alternatives: diagnosis.alternatives.map((one) => ({
    category: withSpaces(one.category),
    share: one.confidence.toFixed(3),
    confidence: percent(one.confidence),
  })),
});

/** Lines in the order of the log, with a mark where lines are left out between them. */
const shownJob = (job: ShownDiagnosis["jobs"][number]) => {
  const lines = [...job.evidence].sort((a, b) => a.line - b.line);
  return {
    name: job.name,
    href: webUrl(job.url),
    category: withSpaces(job.category),
    confidence: percent(job.confidence),
    summary: job.summary,
    step: job.step,
    command: job.command,
    chunk: job.chunk && `lines ${job.chunk.start_line} to ${job.chunk.end_line}`,
    lines: lines.map((line, i) => ({
      line: line.line,
      text: line.text,
      gap: i > 0 && line.line > (lines[i - 1]?.line ?? 0) + 1,
    })),
  };
};

function recognition(diagnosis: ShownDiagnosis | null) {
  const known = diagnosis?.recognition;
  if (!known) return null;
  return {
    words: `${countText(known.incidents - 1, "earlier incident")} in ${countText(known.repositories.length, "repository", "repositories")}`,
    first: known.firstIncident,
    helped: known.helped.map((seen) => ({ ...successText(seen), incident: seen.incident })),
  };
}

const doings = ({ intents, outcomes, timeline }: IncidentStory, now: Date) => ({
  effects: intents.map((intent) => ({
    action: intent.action,
    state: intent.state,
    href: webUrl(intent.effect?.url),
    what: intent.effect?.number === undefined ? "open on GitHub" : `#${intent.effect.number}`,
    detail: intent.reason ?? intent.effect?.detail ?? "",
    attempts: intent.attempts,
    at: moment(intent.done_at ?? intent.created_at, now),
  })),
  outcomes: outcomes.map((one) => ({
    action: one.action,
    verdict: one.verdict,
    reason: one.reason,
    at: moment(one.at, now),
  })),
  timeline: timeline.map((entry) => ({
    kind: entry.kind,
    actor: entry.actor,
    text: entry.text,
    href: webUrl(entry.url),
    at: moment(entry.at, now),
  })),
});
