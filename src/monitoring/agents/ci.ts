import { HOUR } from "../../core/clock.js";
import { countWorkflows, type WorkflowCount } from "../../store/ci.js";
import { percent } from "../words.js";
import type { CreateAgent, Report } from "./agent.js";

const SPAN = 24 * HOUR;
/** Fewer runs say nothing of a rate. */
const LEAST = 5;
const BAD = 0.5;

/** Repositories' CI, from runs that webhooks told: nothing is asked of GitHub. */
export const ci: CreateAgent = ({ db }) => ({
  name: "ci",
  prefix: "ci/",
  async look(now) {
    const counts = await countWorkflows(db, new Date(now.getTime() - SPAN), now);
    const byRepository = new Map<string, WorkflowCount[]>();
    for (const one of counts)
      byRepository.set(one.repository, [...(byRepository.get(one.repository) ?? []), one]);
    const all: Report = {
      health: {
        component: "ci",
        state: "ok",
        reason: `${byRepository.size} repositories ran ${counts.length} workflows in 24 hours`,
      },
      samples: [],
    };
    return [all, ...[...byRepository].map(([repository, workflows]) => reportOf(repository, workflows, now))];
  },
});

function reportOf(repository: string, workflows: readonly WorkflowCount[], at: Date): Report {
  const component = `ci/${repository}`;
  const bad = workflows.filter(({ runs, failed }) => runs >= LEAST && failed / runs >= BAD);
  const sum = (of: (one: WorkflowCount) => number) => workflows.reduce((all, one) => all + of(one), 0);
  const worst = bad.map(
    ({ workflow, runs, failed }) => `${workflow.slice(0, 80)}: ${failed} of ${runs} failed`,
  );
  const [runs, failed, reruns] = [sum((one) => one.runs), sum((one) => one.failed), sum((one) => one.reruns)];
  return {
    health: {
      component,
      state: bad.length > 0 ? "degraded" : "ok",
      reason:
        worst.slice(0, 3).join("; ") ||
        `${runs} runs in 24 hours: ${percent(failed / runs)} failed, ${percent(reruns / runs)} run again`,
    },
    samples: workflows.flatMap((one) => {
      const labels = { workflow: one.workflow.slice(0, 300) };
      const values = {
        runs: one.runs,
        failed_ratio: one.failed / one.runs,
        rerun_ratio: one.reruns / one.runs,
        ...(one.seconds === null ? {} : { duration_seconds: one.seconds }),
      };
      return Object.entries(values).map(([name, value]) => ({ component, name, labels, value, at }));
    }),
  };
}
