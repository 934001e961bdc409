import { HOUR, MINUTE, formatDuration } from "../../core/clock.js";
import { countWorkflows, type WorkflowCount } from "../../store/ci.js";
import { countJobs, queueTimes, type JobCount, type QueueTime } from "../../store/jobs.js";
import type { Sample } from "../../store/metrics.js";
import { percent } from "../../core/format.js";
import type { CreateAgent, Report } from "./agent.js";

const SPAN = 24 * HOUR;
/** Fewer runs say nothing of a rate. */
const LEAST = 5;
const BAD = 0.5;
/** What waits is of this moment: a queue of last night says nothing. */
const WAIT_SPAN = HOUR;
/** GitHub's own runners come within seconds; whoever waits this long does not know whether it goes on at all. */
const LONG_WAIT = 10 * MINUTE;

/** Repositories' CI, from runs that webhooks told: nothing is asked of GitHub. */
export const ci: CreateAgent = ({ db }) => ({
  name: "ci",
  prefix: "ci/",
  async poll(now) {
    const from = new Date(now.getTime() - SPAN);
    const [counts, jobs, waited] = await Promise.all([
      countWorkflows(db, from, now),
      countJobs(db, from, now),
      queueTimes(db, new Date(now.getTime() - WAIT_SPAN), now),
    ]);
    const byRepository = new Map<string, Seen>();
    const seenOf = ({ repository }: { repository: string }): Seen => {
      const known = byRepository.get(repository) ?? { workflows: [], jobs: [], waited: [] };
      byRepository.set(repository, known);
      return known;
    };
    for (const one of counts) seenOf(one).workflows.push(one);
    for (const one of jobs) seenOf(one).jobs.push(one);
    for (const one of waited) seenOf(one).waited.push(one);
    const all: Report = {
      health: {
        component: "ci",
        state: "ok",
        reason: `${byRepository.size} repositories ran ${counts.length} workflows in 24 hours`,
      },
      samples: [],
    };
    return [all, ...[...byRepository].map(([repository, seen]) => reportOf(repository, seen, now))];
  },
});

interface Seen {
  workflows: WorkflowCount[];
  jobs: JobCount[];
  waited: QueueTime[];
}

function reportOf(repository: string, { workflows, jobs, waited }: Seen, at: Date): Report {
  const component = `ci/${repository}`;
  const troubles = [
    ...workflows
      .filter(({ runs, failed }) => runs >= LEAST && failed / runs >= BAD)
      .map(({ workflow, runs, failed }) => `${workflow.slice(0, 80)}: ${failed} of ${runs} failed`),
    ...waited
      .filter(({ jobs: n, queued }) => n >= LEAST && queued * 1_000 >= LONG_WAIT)
      .map(
        ({ workflow, queued }) =>
          `${workflow.slice(0, 80)}: jobs wait ${formatDuration(queued * 1_000)} for a runner`,
      ),
  ];
  const sum = (of: (one: WorkflowCount) => number) => workflows.reduce((all, one) => all + of(one), 0);
  const [runs, failed, reruns] = [sum((one) => one.runs), sum((one) => one.failed), sum((one) => one.reruns)];
  const share = (of: number) => (runs === 0 ? "none" : percent(of / runs));
  return {
    health: {
      component,
      state: troubles.length > 0 ? "degraded" : "ok",
      reason:
        troubles.slice(0, 3).join("; ") ||
        `${runs} runs in 24 hours: ${share(failed)} failed, ${share(reruns)} run again`,
    },
    samples: [
      ...workflows.flatMap((one) =>
        labelled(
          component,
          at,
          { workflow: one.workflow.slice(0, 300) },
          {
            runs: one.runs,
            failed_ratio: one.failed / one.runs,
            rerun_ratio: one.reruns / one.runs,
            duration_seconds: one.seconds,
          },
        ),
      ),
      ...jobs.flatMap((one) => labelled(component, at, labelsOf(one), { job_duration_seconds: one.took })),
      ...waited.flatMap((one) =>
        labelled(component, at, { workflow: one.workflow.slice(0, 300) }, { queued_seconds: one.queued }),
      ),
    ],
  };
}

const labelsOf = ({ workflow, job }: JobCount): Record<string, string> => ({
  workflow: workflow.slice(0, 300),
  job: job.slice(0, 300),
});

/** Samples of what is known. */
const labelled = (
  component: string,
  at: Date,
  labels: Record<string, string>,
  values: Record<string, number | null>,
): Sample[] =>
  Object.entries(values).flatMap(([name, value]) =>
    value === null ? [] : [{ component, name, labels, value, at }],
  );
