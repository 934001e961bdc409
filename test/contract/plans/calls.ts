import { DAY, HOUR, MINUTE } from "../../../src/core/clock.js";
import type { Plan } from "../../../src/decision/plan.js";
import type { CiEvent, JobFacts, RepositoryRef, RunFacts } from "../../../src/events/event.js";
import { attemptsOf, badMoves } from "../../../src/store/attempts.js";
import { listAudit, recentAudit } from "../../../src/store/audit.js";
import { backlog, intakeCounts } from "../../../src/store/backlog.js";
import { countWorkflows, timedRuns } from "../../../src/store/ci.js";
import * as checks from "../../../src/store/commit-checks.js";
import * as configs from "../../../src/store/config-checks.js";
import * as surroundings from "../../../src/store/surroundings.js";
import * as commands from "../../../src/store/commands.js";
import type { Db } from "../../../src/store/db.js";
import * as deliveries from "../../../src/store/deliveries.js";
import * as detections from "../../../src/store/detections.js";
import { isWorkDue } from "../../../src/store/due.js";
import { detectorRecords } from "../../../src/store/detector-records.js";
import { firingGap } from "../../../src/store/alert-members.js";
import { addEvent, eventsOf, tellingEvent } from "../../../src/store/events.js";
import * as fixes from "../../../src/store/fixes.js";
import * as history from "../../../src/store/timeline.js";
import * as inbox from "../../../src/store/inbox.js";
import * as incidents from "../../../src/store/incidents.js";
import * as steps from "../../../src/store/incident-steps.js";
import { noteEnds, noteOpened } from "../../../src/store/notification-placement.js";
import * as notifications from "../../../src/store/notifications.js";
import * as intents from "../../../src/store/intents.js";
import { ClaimLost } from "../../../src/store/lease.js";
import * as jobs from "../../../src/store/jobs.js";
import { addTrust, adoptPattern, getPattern, countPattern, readTrust } from "../../../src/store/patterns.js";
import * as ladder from "../../../src/store/ladder.js";
import * as lines from "../../../src/store/run-lines.js";
import { finishSplitDeliveries } from "../../../src/store/delivery-parts.js";
import * as performance from "../../../src/store/performance.js";
import * as places from "../../../src/store/issue-placement.js";
import { reportsOfRun, upsertReport, usualTests } from "../../../src/store/reports.js";
import { lastBodies } from "../../../src/store/last-bodies.js";
import { findAlertRoutes } from "../../../src/store/alert-routes.js";
import { getRepository, listRepositories } from "../../../src/store/repositories.js";
import { setStanding, unlistedRepositories } from "../../../src/store/repository-states.js";
import { addRun, newestAttempt, runsOfWorkflow } from "../../../src/store/runs.js";
import { totalDeliveries, totalIncidents } from "../../../src/store/totals.js";
import { latestRuns, workflowTotals } from "../../../src/store/workflow-totals.js";
import { historyOfGroup } from "../../../src/store/alert-history.js";
import * as changes from "../../../src/store/changes.js";
import * as list from "../../../src/store/incident-list.js";
import { listBurning } from "../../../src/store/burning-list.js";
import { labelsOf, lastLabels } from "../../../src/store/labels.js";
import * as views from "../../../src/store/dashboard-queries.js";

/** An incident that is escalated, with its run, repository and pull request as `seedHistory` numbers them. */
export interface Target {
  id: number;
  now: Date;
}

/** Every call of a delivery, a step, a sweep, a page or the API that reads a table which grows, by the store's file. */
export function calls({ id, now }: Target): Record<string, (db: Db) => Promise<unknown>> {
  const number = (id * 7919) % 100;
  const repository: RepositoryRef = { fullName: `acme/app${number}`, id: number, installationId: 1 };
  const name = repository.fullName;
  const note = {
    ...{
      id,
      incident_id: id,
      notifier: "hook",
      what: "opened" as const,
      round: 0,
      rung: 0,
      critical: true,
      attempts: 1,
      claims: 1,
    },
    created_at: now,
  };
  const run: RunFacts = {
    ...{ runId: id, attempt: 1, workflow: "ci", workflowPath: ".github/workflows/ci.yml" },
    ...{ branch: `branch-${id % 997}`, headSha: "0".repeat(40), event: "push", conclusion: "success" },
    ...{ actor: "octocat", title: "a change", fork: false, pullRequests: [], defaultBranch: "main" },
    ...{ url: "https://github.example/1", startedAt: null, finishedAt: null },
  };
  const event: CiEvent = {
    ...{ source: "github", kind: "ci", status: "firing", repository, severity: "error", title: "ci failed" },
    ...{ message: "a message", occurredAt: now, key: `run:${id}`, fingerprint: null, service: null },
    ...{ labels: {}, url: null, run },
  };
  const plan: Plan = {
    ...{ key: "new", action: "dispatch-workflow", repository, incidentId: id, params: {} },
    since: now.toISOString(),
  };
  const job: JobFacts = {
    ...{ jobId: 1e9, runId: id, attempt: 1, workflow: "ci", name: "job1", conclusion: "success" },
    ...{ headSha: "0".repeat(40), onDefaultBranch: true, queuedSeconds: 1, seconds: 60 },
  };
  const day = new Date(now.getTime() - DAY);
  const row = async (db: Db) => (await incidents.getIncident(db, id))!;
  const delivery = { source: "github", event: "push", headers: {}, body: Buffer.from("{}"), receivedAt: now };
  const series = { repository: name, workflow: "ci", job: "job1", limit: 100 };
  return {
    "attempts.attemptsOf repository": (db) => attemptsOf(db, { repository: name }, now),
    "attempts.attemptsOf installation": (db) => attemptsOf(db, { installationId: 1 }, now),
    "attempts.badMoves": (db) => badMoves(db, now),
    "audit.listAudit": (db) => listAudit(db, { after: 0, limit: 10 }),
    "audit.recentAudit": (db) => recentAudit(db, 10),
    "backlog.backlog": (db) => backlog(db, now),
    "backlog.intakeCounts": (db) => intakeCounts(db, new Date(now.getTime() - MINUTE), now),
    "changes.runsBefore": (db) => changes.runsBefore(db, name, { since: day, until: now }),
    "changes.pushesBefore": (db) => changes.pushesBefore(db, name, { since: day, until: now }),
    "ci.countWorkflows": (db) => countWorkflows(db, day, now),
    "ci.timedRuns": (db) => timedRuns(db, series),
    "commands.addCommand": (db) =>
      commands.addCommand(db, {
        repository,
        issue: 1,
        commentId: 1e9,
        author: "o",
        line: "/heal",
        at: now,
        now,
      }),
    "commands.addPressed": (db) =>
      commands.addPressed(db, {
        check: { id: 1, repository: name, repository_id: 1, installation_id: 1 },
        ...{ incident: id, pressed: "d1", author: "mia", line: "/heal retry", at: now, now },
      }),
    "configs.wantConfigCheck": (db) =>
      configs.wantConfigCheck(db, { repository, pullRequest: 1, sha: run.headSha, now }),
    "configs.rerunConfigCheck": (db) => configs.rerunConfigCheck(db, repository, 50, now),
    "configs.dueConfigChecks": (db) => configs.dueConfigChecks(db, now, 500),
    "configs.claimConfigCheck": (db) => configs.claimConfigCheck(db, 1, now, MINUTE),
    "checks.wantCheck": (db) => checks.wantCheck(db, { repository, headSha: run.headSha, now }),
    "checks.dueChecks": (db) => checks.dueChecks(db, now, 500),
    "checks.claimCheck": (db) => checks.claimCheck(db, 1, now, MINUTE),
    "checks.incidentsOfCommit": (db) =>
      checks.incidentsOfCommit(db, { repository: name, head_sha: run.headSha }),
    "checks.checkByRunId": (db) => checks.checkByRunId(db, repository, 1),
    "checks.checkOf": (db) => checks.checkOf(db, { repository: name, run }),
    "checks.pressedOn": (db) => checks.pressedOn(db, 1),
    "surroundings.seenElsewhere": async (db) => {
      const { fingerprint, last_seen } = await row(db);
      return surroundings.seenElsewhere(db, { id, repository: name, fingerprint, run, last_seen });
    },
    "surroundings.redOnDefaultBranch": (db) => surroundings.redOnDefaultBranch(db, name, run),
    "surroundings.baselineOf": (db) => surroundings.baselineOf(db, name, run, ["job0", "job1"]),
    "places.formerIssue": (db) =>
      places.formerIssue(db, { repository: name, fingerprint: "fingerprint:1", id }, now),
    "lines.lastGreenOf": (db) => lines.lastGreenOf(db, repository, run),
    "lines.laterCommitOf": (db) => lines.laterCommitOf(db, repository, run),
    "commands.claimCommand": (db) => commands.claimCommand(db, 1, now, MINUTE),
    "commands.lastReplies": (db) => commands.lastReplies(db, name, id),
    "commands.dueCommands": (db) => commands.dueCommands(db, now, 500),
    "deliveries.acceptAll": (db) =>
      deliveries.acceptAll(db, [
        { ...delivery, id: "new", key: "new" },
        { ...delivery, id: "again", key: "k7" },
      ]),
    "deliveries.understoodBefore": (db) =>
      deliveries.understoodBefore(db, [{ id: "d7", semantic_key: "s7" }]),
    "deliveries.findSemantic": (db) => deliveries.findSemantic(db, "s7", day),
    "deliveries.getDelivery": (db) => deliveries.getDelivery(db, "d7"),
    "deliveries.listDeliveries": (db) => deliveries.listDeliveries(db),
    "deliveries.listDeliveries parked": (db) => deliveries.listDeliveries(db, { state: "parked" }),
    "deliveries.listDeliveries waiting": (db) => deliveries.listDeliveries(db, { state: "received" }),
    "deliveries.listDeliveries repository": (db) => deliveries.listDeliveries(db, { repository: name }),
    "deliveries.listDeliveries source": (db) => deliveries.listDeliveries(db, { source: "none" }),
    "deliveries.listDeliveries delivery": (db) => deliveries.listDeliveries(db, { delivery: "d7" }),
    "deliveries.replayDelivery": (db) => deliveries.replayDelivery(db, "d7"),
    "detections.detectionsOf": (db) => detections.detectionsOf(db, id),
    "detections.detectionsAbout": (db) => detections.detectionsAbout(db, "workflow:acme/app1/ci1", 20),
    "detections.listDetections": (db) => detections.listDetections(db, {}),
    "detections.listDetections calling": (db) => detections.listDetections(db, { alertsOnly: true }),
    "detections.listDetections detector": (db) => detections.listDetections(db, { detector: "none" }),
    "detections.labelIncident": (db) =>
      detections.labelIncident(db, { incident: id, verdict: "right", note: "", by: "o", at: now }),
    "detections.labelsOfDetection": (db) => detections.labelsOfDetection(db, 1),
    "detector-records.detectorRecords": (db) => detectorRecords(db, now),
    "due.isWorkDue": (db) => isWorkDue(db, new Date(0)),
    "events.addEvent": (db) => addEvent(db, id, "d7", event),
    "events.eventsOf": (db) => eventsOf(db, id),
    "fixes.fixesOf": (db) => fixes.fixesOf(db, id),
    "fixes.openFixPulls": (db) => fixes.openFixPulls(db, name),
    "fixes.fixOf": (db) => fixes.fixOf(db, name, { branch: `heal/fix-${id}`, pullRequest: id }),
    "history.timelineOf": (db) => history.timelineOf(db, id),
    "history.decisionsOf": (db) => history.decisionsOf(db, id),
    "history.outcomesOf": (db) => history.outcomesOf(db, id),
    "inbox.claim": (db) => inbox.claim(db, { now }),
    "inbox.claim many": (db) => inbox.claim(db, { now, limit: 16 }),
    "inbox.parkLost": (db) => inbox.parkLost(db, now),
    "inbox.nextDue": (db) => inbox.nextDue(db),
    "inbox.dueDeliveries": (db) => inbox.dueDeliveries(db, now, 500),
    "inbox.finish": (db) =>
      inbox.finish(db, { id: "d7", attempts: 0 }, { state: "done", incidentId: null }, now),
    "inbox.finishAll": (db) =>
      db
        .tx((tx) =>
          inbox.finishAll(
            tx,
            [
              {
                claimed: { id: "d7", attempts: 0, part_of: null },
                outcome: { state: "done", incidentId: null },
              },
            ],
            now,
          ),
        )
        .catch((error: unknown) => {
          if (!(error instanceof ClaimLost)) throw error;
        }),
    "inbox.renewDeliveries": (db) => inbox.renewDeliveries(db, [{ id: "d7", attempts: 0 }], now),
    "incidents.joinOrOpen": (db) => incidents.joinOrOpen(db, { ...event, at: now, now }),
    "incidents.getIncident": (db) => incidents.getIncident(db, id),
    "incidents.incidentByKey": (db) => incidents.incidentByKey(db, `run:${id}`),
    "incidents.incidentToJoin": (db) => incidents.incidentToJoin(db, `run:${id}`),
    "incidents.claimIncident": (db) => steps.claimIncident(db, id, now, MINUTE),
    "incidents.endStep": async (db) =>
      steps.endStep(db, await row(db), { state: "escalated", nextStepAt: now, progress: true }, now),
    "incidents.dueIncidents": (db) => steps.dueIncidents(db, now, 500),
    "incidents.incidentOfIssue": (db) => incidents.incidentOfIssue(db, name, id),
    "incidents.incidentsOfIssue": (db) => incidents.incidentsOfIssue(db, name, id),
    "incidents.incidentOfPull": (db) => incidents.incidentOfPull(db, name, Math.floor(id / 3)),
    "intents.claimIntent": (db) => intents.claimIntent(db, plan, now, MINUTE),
    "intents.effectsOfOthers": (db) => intents.effectsOfOthers(db, plan),
    "intents.intentsOf": (db) => intents.intentsOf(db, id),
    "intents.countWrites": (db) => intents.countWrites(db, repository, ["create-issue"], now),
    "intents.dispatchOfRun": (db) => intents.dispatchOfRun(db, name, id),
    "intents.othersUnnamed": (db) =>
      intents.othersUnnamed(db, { key: "new", repository: name, workflow: "restart.yml", since: day }),
    "notifications.dueNotifications": (db) => notifications.dueNotifications(db, now, 500),
    "notifications.claimNotification": (db) => notifications.claimNotification(db, id, now, MINUTE),
    "notifications.isSuperseded": (db) => notifications.isSuperseded(db, note),
    "notifications.dropEnd": (db) => notifications.dropEnd(db, note, now),
    "notifications.isTakenUp": (db) => notifications.isTakenUp(db, id),
    "notifications.toldIncident": (db) => notifications.toldIncident(db, id),
    "notifications.foldedInto": (db) => notifications.foldedInto(db, id - 1, "hook", true),
    "notifications.notifierRecords": (db) => notifications.notifierRecords(db, ["hook", "none"], day),
    "notifications.hurryWaiting": (db) => notifications.hurryWaiting(db, "hook", now),
    "notifications.noteOpened": (db) =>
      noteOpened(db, { incident: id + 1, notifiers: ["hook", "mail"] }, now),
    "ladder.placeCalls": (db) =>
      ladder.placeCalls(db, id, [{ what: "rung", rung: 1, notifiers: ["hook"], at: now }]),
    "ladder.nextCall": (db) => ladder.nextCall(db, id),
    "ladder.callsUsedUntil": (db) => ladder.callsUsedUntil(db, note, day, 10),
    "notifications.noteEnds": (db) => noteEnds(db, now, 500),
    "notifications.noteEnds of one": (db) => noteEnds(db, now, 500, id),
    "jobs.addJob": (db) => jobs.addJob(db, name, job, now),
    "jobs.timedJobs": (db) => jobs.timedJobs(db, series),
    "jobs.countJobs": (db) => jobs.countJobs(db, day, now),
    "jobs.countJobs of a workflow": (db) =>
      jobs.countJobs(db, new Date(now.getTime() - 30 * DAY), now, { repository: name, workflow: "ci" }),
    "jobs.waits": (db) => jobs.queueTimes(db, day, now),
    "learned.getPattern": (db) => getPattern(db, "fingerprint:7"),
    "learned.adoptPattern": (db) => adoptPattern(db, ["fingerprint:8", "fingerprint:9"], "fingerprint:new"),
    "learned.meetPattern": (db) =>
      countPattern(db, {
        ...{
          fingerprint: "fingerprint:7",
          category: "network",
          title: "",
          incident: id,
          repository: name,
          at: now,
        },
      }),
    "learned.trustIn": (db) => readTrust(db, "fingerprint:7", "rerun-failed-jobs"),
    "learned.addTrust": (db) =>
      addTrust(db, {
        subject: "fingerprint:7",
        action: "rerun-failed-jobs",
        success: true,
        incident: id,
        at: now,
      }),
    "lines.passedSince": (db) => lines.passedSince(db, repository, run),
    "lines.runsSeenIn": (db) => lines.runsOfIncident(db, id),
    "lines.toldByRun": (db) => lines.incidentsAffectedBy(db, name, run),
    "lines.toldByRun failed": (db) => lines.incidentsAffectedBy(db, name, { ...run, conclusion: "failure" }),
    "lines.incidentOfLine": (db) => lines.incidentOfLine(db, name, run),
    "lines.findDuplicate": async (db) =>
      lines.findDuplicate(db, { ...(await row(db)), issue_number: null }, "fingerprint:1", () => true),
    "lines.branchGone": (db) => lines.markBranchGone(db, name, run.branch, now),
    "lines.pullGone": (db) => lines.markPullGone(db, name, Math.floor(id / 3), now),
    "lines.mergeInto": async (db) => lines.mergeInto(db, { ...(await row(db)), id: id - 1 }, id, now),
    "parts.endWhole": (db) => finishSplitDeliveries(db, ["d7"], now),
    "performance.changesOf": (db) => performance.changesOf(db, series),
    "performance.listChanges": (db) => performance.listChanges(db),
    "performance.listChanges of a workflow": (db) =>
      performance.listChanges(db, { repository: name, workflow: "ci" }),
    "workflow-totals.workflowTotals": (db) => workflowTotals(db, now),
    "workflow-totals.latestRuns": async (db) =>
      latestRuns(db, (await workflowTotals(db, now)).slice(0, 50), { now, each: 20 }),
    "performance.activeSeries": (db) => performance.activeSeries(db, day, now),
    "places.takePlace": (db) =>
      places.placeIssue(db, { id, repository: name, fingerprint: "fingerprint:1" }, 0, now),
    "places.listedIn": (db) => places.summaryIncidents(db, id),
    "places.loseIssue": (db) => places.forgetIssue(db, name, id, id),
    "reports.upsertReport": (db) =>
      upsertReport(db, {
        ...{ delivery_id: null, repository: name, run_id: id, attempt: 1, job: "unit1", tests: 1 },
        ...{ failing: [], received_at: now },
      }),
    "reports.reportsOfRun": (db) => reportsOfRun(db, { repository: name, runId: id, attempt: 1 }),
    "reports.usualTests": (db) => usualTests(db, { repository: name, job: "unit1", before: 0 }),
    "alert-routes.findAlertRoutes": (db) => findAlertRoutes(db, { service: "service7", env: "prod" }),
    "last-bodies.lastBodies": (db) => lastBodies(db, ["none", "other"], 5),
    "repositories.getRepository": (db) => getRepository(db, name),
    "repositories.listRepositories": (db) => listRepositories(db),
    "repository-states.setStanding": (db) =>
      setStanding(db, {
        standing: "removed",
        ids: [number],
        installationId: repository.id,
        at: now,
        actor: "github",
      }),
    "repository-states.unseen": (db) => unlistedRepositories(db, { installationId: 1, seen: [], at: now }),
    "runs.addRun": (db) => addRun(db, name, { ...run, runId: 1e9 }, now),
    "runs.newestAttempt": (db) => newestAttempt(db, name, id),
    "runs.runsOfWorkflow": (db) => runsOfWorkflow(db, name, "ci", 20),
    "totals.totalDeliveries": (db) => totalDeliveries(db),
    "totals.totalIncidents": (db) => totalIncidents(db),
    "views.listIncidents": (db) => list.listIncidents(db),
    "views.listIncidents state": (db) => list.listIncidents(db, { state: "verifying" }),
    "views.listIncidents repository": (db) => list.listIncidents(db, { repository: "ACME/none" }),
    "views.listIncidents severity": (db) => list.listIncidents(db, { severity: "critical" }),
    "views.listIncidents service": (db) => list.listIncidents(db, { service: "none" }),
    "views.listIncidents environment": (db) => list.listIncidents(db, { environment: "none" }),
    "views.listIncidents source": (db) => list.listIncidents(db, { source: "none" }),
    "views.listIncidents text": (db) => list.listIncidents(db, { text: "checkout latency" }),
    "views.listIncidents usual text": (db) => list.listIncidents(db, { text: "ci fail" }),
    "views.listIncidents over": (db) => list.listIncidents(db, { over: true }),
    "views.listIncidents over, severity": (db) => list.listIncidents(db, { over: true, severity: "error" }),
    "views.incidentLines": (db) => list.incidentLines(db, [id, 502, 500]),
    "views.listBurning": (db) => listBurning(db),
    "views.listBurning all": (db) =>
      listBurning(db, { states: ["open"], severity: "error", service: "service1", text: "slow" }),
    "labels.labelsOf": (db) => labelsOf(db, id),
    "labels.lastLabels": (db) => lastLabels(db, [id, 502, 500]),
    "views.listIncidents all": (db) =>
      list.listIncidents(db, {
        severity: "error",
        source: "alertmanager",
        environment: "prod",
        text: "slow",
      }),
    "views.listIncidents all, usual text": (db) =>
      list.listIncidents(db, {
        severity: "error",
        source: "alertmanager",
        environment: "prod",
        text: "fail",
      }),
    "alert-history.historyOfGroup": (db) =>
      historyOfGroup(db, "group7", { incident: id, since: new Date(now.getTime() - 30 * DAY) }),
    "views.incidentStory": (db) => views.incidentStory(db, id, now),
    "views.unroutedAlerts": (db) => views.unroutedAlerts(db, 5),
    "alert-members.firingGap": (db) => firingGap(db, 500),
    "events.tellingEvent": (db) => tellingEvent(db, { id: 500, key: "alert:1" }),
    "views.mergedIntoOf": (db) => views.mergedIntoOf(db, id),
    "views.summarise": (db) => views.summarise(db, new Date(now.getTime() + DAY - HOUR)),
    "views.seenRepositories": (db) => views.incidentRepositories(db),
    "views.listPatterns": (db) => views.listPatterns(db),
    "views.repositoryOverview": (db) => views.repositoryOverview(db),
    "views.countDeliveries": (db) => views.countDeliveries(db),
  };
}
