import { formatDuration, type Clock } from "../core/clock.js";
import { reasonOf } from "../core/errors.js";
import { clip } from "../core/text.js";
import type { Db } from "../store/db.js";
import { deleteHealthExcept, writeHealth, type Health } from "../store/health.js";
import type { Sample } from "../store/metrics.js";
import { withTimeout } from "../store/timeout.js";
import type { Agent, Report } from "./agents/agent.js";
import { availabilities, availability } from "./availability.js";
import { SILENT_AFTER } from "./intervals.js";
import type { Recorded, Recorder } from "./recorder.js";
import { instanceName } from "./instance-slot.js";

export interface PollDeps {
  db: Db;
  clock: Clock;
  log: { debug(fields: object, message: string): void };
  recorder: Recorder;
  observe: ((samples: readonly Sample[]) => Promise<void>) | undefined;
  /** In ms, of agents that have none of their own. */
  timeoutMs: number;
  quietly(what: string, work: () => Promise<void>): Promise<void>;
}

/** Polls an agent once and stores its report; an agent that has not reported for a while is marked silent. */
export function createPoll(deps: PollDeps): (agent: Agent, seat: number) => Promise<void> {
  const { db, clock, log, recorder, observe } = deps;
  const heard = new Map<string, number>();
  const busy = new Set<string>();

  const reportsOf = async (agent: Agent, now: Date, seat: number): Promise<Report[]> => {
    // One that hangs is not asked again on top.
    if (busy.has(agent.name)) throw new Error("the last look has not ended");
    busy.add(agent.name);
    const looking = agent.poll(now).finally(() => busy.delete(agent.name));
    const reports = await withTimeout(agent.timeoutMs ?? deps.timeoutMs, looking);
    return agent.ofProcess ? reports.map((report) => renamed(report, seat)) : reports;
  };

  return async (agent, seat) => {
    const now = clock.now();
    if (!heard.has(agent.name)) heard.set(agent.name, now.getTime());
    try {
      const reports = await reportsOf(agent, now, seat);
      const recorded = await recorder.record(reports.flatMap(({ samples }) => samples));
      const { kept, refused } = recorded;
      if (refused.size > 0)
        log.debug({ agent: agent.name, refused: Object.fromEntries(refused) }, "samples were refused");
      const health = new Map(reports.map(({ health: one }) => [one.component, withRefusals(one, recorded)]));
      await writeHealth(db, [...health.values()], now);
      if (agent.prefix !== undefined) await deleteHealthExcept(db, agent.prefix, [...health.keys()]);
      // Detectors are told of what was measured, not of what heal thinks of it.
      await recorder.record(availabilities(agent, reports, now));
      heard.set(agent.name, now.getTime());
      if (observe && kept.length > 0) await deps.quietly("observing", () => observe(kept));
    } catch (error) {
      log.debug({ agent: agent.name, reason: reasonOf(error) }, "an agent could not look");
      // A clock that jumps back must not keep it from being called silent.
      const last = Math.min(heard.get(agent.name) ?? 0, now.getTime());
      heard.set(agent.name, last);
      if (now.getTime() - last < SILENT_AFTER) return;
      const component = agent.ofProcess ? instanceName(agent.name, seat) : agent.name;
      const reason = `nothing heard for ${formatDuration(now.getTime() - last)}: ${reasonOf(error).slice(0, 300)}`;
      await writeHealth(db, { component, state: "silent", reason }, now);
      await recorder.record([availability({ component, state: "silent" }, now)]);
    }
  };
}

const renamed = ({ health, samples }: Report, seat: number): Report => ({
  health: { ...health, component: instanceName(health.component, seat) },
  samples: samples.map((one) => ({ ...one, component: instanceName(one.component, seat) })),
});

/** What was refused of a component's samples stands in its reason. */
function withRefusals(health: Health, { refusedOf }: Recorded): Health {
  const refused = [...(refusedOf.get(health.component) ?? [])].map(
    ([reason, n]) => `${n} refused: ${reason}`,
  );
  return refused.length === 0
    ? health
    : { ...health, reason: clip([health.reason, ...refused.slice(0, 2)].join("; "), 600) };
}
