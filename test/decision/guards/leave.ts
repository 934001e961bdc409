import { approver, asked, dispatch, fix, shop, type Cases } from "./case.js";
import { playbook } from "../support.js";

const no = {
  move: "rerun-failed-jobs",
  by: "tia",
  reason: "costs too much",
  until: "2026-04-01T00:00:00.000Z",
} as const;
const on = { diagnosis: false, recovery: false, codegen: false };
const approved = { ...asked, approves: playbook() };

/** Whether it may be done at all, for this run and by whom. */
export const leave: Cases = {
  "kill-switch": {
    allows: [{ says: "nothing is stopped" }],
    refuses: [
      { says: "the kill switch could not be read", world: { stop: "unreadable" } },
      { says: "stopped by @mia: release", world: { stop: { by: "@mia", reason: "release" } } },
      { says: "stopped by @mia: release", world: { stop: { by: "@mia", reason: "release" }, asked } },
    ],
  },
  rejected: {
    allows: [
      { says: "nobody has rejected it for this failure" },
      { says: "nobody has rejected it for this failure", step: fix, world: { rejections: [no] } },
      { says: "@mia asks for it, whoever rejected it before", world: { rejections: [no], asked } },
    ],
    refuses: [{ says: "@tia rejected it until 2026-04-01: costs too much", world: { rejections: [no] } }],
  },
  systems: {
    allows: [
      { says: "recovery is on" },
      { says: "recovery is on", world: { off: { ...on, codegen: true } } },
      { says: "recovery is on", world: { off: { ...on, diagnosis: true }, asked } },
      { says: "fixes are on", step: { action: "open-fix-pr" }, world: { off: { ...on, recovery: true } } },
    ],
    refuses: [
      { says: "diagnosis is off: manual review", world: { off: { ...on, diagnosis: true } } },
      { says: "recovery is off (self_healing.recovery)", world: { off: { ...on, recovery: true }, asked } },
      {
        says: "fixes are off (self_healing.codegen_integration)",
        step: { action: "open-fix-pr" },
        world: { off: { ...on, codegen: true }, asked },
      },
    ],
  },
  mode: {
    allows: [
      { says: "@mia approved it", world: { mode: "suggest", asked: approved } },
      { says: "mode is act" },
      { says: "mode is act", world: { modeOf: { "open-fix-pr": "off" } } },
    ],
    refuses: [
      { says: "mode is suggest", world: { mode: "suggest" } },
      { says: "mode is suggest", world: { mode: "suggest", asked } },
      { says: "mode is observe", world: { mode: "observe", asked: approved } },
      {
        says: "mode is off",
        world: { mode: "suggest", modeOf: { "rerun-failed-jobs": "off" }, asked: approved },
      },
      { says: "mode is observe", world: { mode: "observe", asked } },
      { says: "mode is suggest", world: { modeOf: { "rerun-failed-jobs": "suggest" } } },
      { says: "mode is observe", world: { mode: "observe", modeOf: { "rerun-failed-jobs": "act" } } },
    ],
  },
  lineage: {
    allows: [{ says: "not of heal's making" }],
    refuses: [{ says: "this failure comes from heal's own action", world: { own: true, asked } }],
  },
  fork: {
    allows: [{ says: "not a fork" }],
    refuses: [{ says: "the code comes from a fork", subject: { fork: true }, world: { asked } }],
  },
  trigger: {
    allows: [
      ...["push", "schedule", "workflow_dispatch", "merge_group", "pull_request", "release", "dynamic"].map(
        (event) => ({ says: "set off by somebody with write access", subject: { event } }),
      ),
      { says: "set off by somebody with write access", subject: { kind: "alert", event: null } },
      { says: "@mia asked for it", subject: { event: "workflow_run" }, world: { asked } },
    ],
    refuses: [
      "issue_comment",
      "issues",
      "discussion",
      "discussion_comment",
      "watch",
      "fork",
      "workflow_run",
      "check_run",
      "check_suite",
      "status",
      "deployment_status",
      "pull_request_target",
      "pull_request_review",
      "pull_request_review_comment",
      "gollum",
      "an event of next year",
      "",
    ].map((event) => ({
      says: `anybody may set off a run by ${event}; a person with write access has to ask`,
      subject: { event },
    })),
  },
  freshness: {
    allows: [
      { says: "the failed commit is still the head" },
      { says: "an alert has no commit", subject: { kind: "alert" }, world: { run: null, branchHead: null } },
    ],
    refuses: [
      { says: "GitHub no longer has the run", world: { run: null } },
      {
        says: "the run is at attempt 2 already, this was 1",
        world: { run: { attempt: 2, status: "completed", conclusion: "failure" } },
      },
      {
        says: "the run is in_progress",
        world: { run: { attempt: 1, status: "in_progress", conclusion: null } },
      },
      {
        says: "the run has passed meanwhile",
        world: { run: { attempt: 1, status: "completed", conclusion: "success" } },
      },
      { says: "the branch is gone", world: { branchHead: null } },
      {
        says: "the branch moved from aaaaaaa to bbbbbbb",
        world: { headSha: "a".repeat(40), branchHead: "b".repeat(40), asked },
      },
    ],
  },
  capability: {
    allows: [
      { says: "nothing more is needed" },
      {
        says: "the recovery workflow is r.yml",
        step: dispatch,
        world: { offers: { recoveryWorkflow: "r.yml", fixProducers: [] } },
      },
      { says: "the recovery workflow is own.yml", step: { ...dispatch, workflow: "own.yml" } },
      { says: "fixes can come from formatter", step: fix },
    ],
    refuses: [
      { says: "no recovery workflow is named for this service", step: dispatch },
      {
        says: "there is no run whose jobs could run again",
        subject: { kind: "alert" },
        world: { headSha: null, asked },
      },
      {
        says: "no producer of fixes serves this kind of failure here",
        step: { ...fix, producers: ["codegen"] },
      },
      {
        says: "no producer of fixes serves this kind of failure here",
        step: fix,
        world: { offers: { recoveryWorkflow: null, fixProducers: [] } },
      },
    ],
  },
  approval: {
    allows: [
      { says: "the risk is low" },
      { says: "heal.yml names r.yml as the service's recovery_workflow", step: dispatch, world: shop },
      {
        says: "heal.yml names it in actions",
        step: { ...dispatch, workflow: "other.yml" },
        world: { ...shop, consent: { actions: ["dispatch-workflow"], producers: [] } },
      },
      { says: "fix.producers gives leave to formatter", step: fix },
      {
        says: "heal.yml names it in actions",
        risk: "medium",
        world: { consent: { actions: ["rerun-failed-jobs"], producers: [] } },
      },
      {
        says: "@ann may approve it and asked for it",
        step: fix,
        world: { consent: { actions: [], producers: [] }, asked: approver },
      },
      { says: "the risk is low", world: { asked } },
    ],
    refuses: [
      { says: "the risk is high, and nobody has approved it", risk: "high" },
      { says: "the risk is high, and nobody has approved it", risk: "high", world: { asked: approver } },
      {
        says: "the risk is high, and nobody has approved it",
        risk: "high",
        step: dispatch,
        world: { ...shop, consent: { actions: ["dispatch-workflow"], producers: [] } },
      },
      {
        says: "the risk is medium: it needs the owner's leave in heal.yml (the service's recovery_workflow, or actions: { dispatch-workflow: act }) or an approval",
        step: { ...dispatch, workflow: "failover-db.yml" },
        world: shop,
      },
      {
        says: "the risk is medium: it needs the owner's leave in heal.yml (fix.producers, or actions: { open-fix-pr: act }) or an approval",
        step: { ...fix, producers: ["codegen"] },
        world: { offers: { recoveryWorkflow: null, fixProducers: ["formatter", "codegen"] } },
      },
      {
        says: "the risk is medium: it needs the owner's leave in heal.yml (actions: { rerun-failed-jobs: act }) or an approval",
        risk: "medium",
        world: { asked },
      },
    ],
  },
};
