import { SECOND } from "../../core/clock.js";
import { createConnections } from "../services/connections.js";
import { createFetch } from "../services/fetch.js";
import { assessService } from "../services/service-health.js";
import { runProbe } from "../services/probe.js";
import { createRates, type Rates } from "../services/rates.js";
import { createTargets, type Target } from "../services/targets.js";
import { countText } from "../../core/format.js";
import type { CreateAgent, Report } from "./agent.js";

/** Services looked at together. */
const TOGETHER = 50;

interface Memory {
  rates: Rates;
  /** How long the last look took, in ms. */
  took: number;
}

/** Services that owners list in `heal.yml`: health addresses, exporters, and queries to Prometheus. */
export const services: CreateAgent = ({ db, readConfig, allow }) => {
  const ways = createConnections(allow);
  const fetch = createFetch(ways);
  const targetsAt = createTargets({ db, read: readConfig });
  const memories = new Map<string, Memory>();

  const look = async ({ component, service }: Target, now: Date): Promise<Report> => {
    const memory = memories.get(component) ?? { rates: createRates(), took: 0 };
    memories.set(component, memory);
    memory.rates.forget(now.getTime());
    const start = performance.now();
    const deps = { fetch, rates: memory.rates, now };
    const looks = await Promise.all(service.watch.map((entry, i) => runProbe(entry, i, deps)));
    memory.took = performance.now() - start;
    const { state, reason, values } = assessService(looks, service.objective, now);
    return { health: { component, state, reason }, samples: values.map((one) => ({ component, ...one })) };
  };

  return {
    name: "services",
    prefix: "service/",
    // Reading heal.yml, and then two rounds of addresses that do not answer.
    timeoutMs: 27 * SECOND,
    async poll(now) {
      const { targets, repositories, problems } = await targetsAt(now);
      const known = new Set(targets.map(({ component }) => component));
      for (const component of memories.keys()) if (!known.has(component)) memories.delete(component);
      // The slow ones come last: they make nobody else wait.
      const took = ({ component }: Target) => memories.get(component)?.took ?? 0;
      const waiting = [...targets].sort((a, b) => took(a) - took(b));
      const reports: Report[] = [];
      const work = async (): Promise<void> => {
        for (let next = waiting.shift(); next; next = waiting.shift()) reports.push(await look(next, now));
      };
      await Promise.all(Array.from({ length: TOGETHER }, work));
      const watched = `watches ${countText(targets.length, "service")} of ${countText(repositories, "repository", "repositories")}`;
      const health = {
        component: "services",
        state: problems.length > 0 ? ("degraded" as const) : ("ok" as const),
        reason: [...problems.slice(0, 3), watched].join("; "),
      };
      return [{ health, samples: [] }, ...reports];
    },
    close: () => ways.close(),
  };
};
