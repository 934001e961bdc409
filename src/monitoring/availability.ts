import type { Health } from "../store/health.js";
import type { Sample } from "../store/metrics.js";
import type { Agent, Report } from "./agents/agent.js";

/** The availability of a component as a sample: degraded counts as up, silent as down. */
export const availability = (
  { component, state }: Pick<Health, "component" | "state">,
  at: Date,
): Sample => ({
  component,
  name: "availability",
  value: state === "ok" || state === "degraded" ? 1 : 0,
  at,
});

/** Of each component that does not measure its own; those of an agent with many are left to it: they are repositories. */
export const availabilities = (agent: Agent, reports: readonly Report[], at: Date): Sample[] =>
  agent.prefix === undefined
    ? reports
        .filter(({ samples }) => !samples.some(({ name }) => name === "availability"))
        .map(({ health }) => availability(health, at))
    : [];
