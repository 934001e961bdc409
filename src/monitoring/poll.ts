import { setTimeout as pause } from "node:timers/promises";
import { formatDuration, SECOND, type Clock } from "../core/clock.js";
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

/** What came of polling an agent. */
type Answer = { agent: Agent; at: Date } & ({ reports: Report[] } | { error: unknown });
type Reported = Extract<Answer, { reports: Report[] }>;

/** Agents that have answered by then are stored in one go: most of what monitoring costs is statements. */
const TOGETHER_MS = SECOND;

/** Polls agents once and stores their reports; one that has not reported for a while is marked silent. */
export function createPoll(deps: PollDeps): (agents: readonly Agent[], slot: number) => Promise<void> {
  const { db, clock, log, recorder, observe } = deps;
  const heard = new Map<string, number>();
  const busy = new Set<string>();

  const reportsOf = async (agent: Agent, now: Date, slot: number): Promise<Report[]> => {
    // One that hangs is not asked again on top.
    if (busy.has(agent.name)) throw new Error("the last look has not ended");
    busy.add(agent.name);
    const looking = agent.poll(now).finally(() => busy.delete(agent.name));
    const reports = await withTimeout(agent.timeoutMs ?? deps.timeoutMs, looking);
    return agent.ofProcess ? reports.map((report) => renamed(report, slot)) : reports;
  };

  const ask = async (agent: Agent, at: Date, slot: number): Promise<Answer> => {
    if (!heard.has(agent.name)) heard.set(agent.name, at.getTime());
    try {
      return { agent, at, reports: await reportsOf(agent, at, slot) };
    } catch (error) {
      return { agent, at, error };
    }
  };

  const store = async (answers: readonly Reported[]): Promise<void> => {
    const measured = answers.flatMap(({ reports }) => reports.flatMap(({ samples }) => samples));
    // Detectors are told of what was measured, not of what heal thinks of it.
    const judged = answers.flatMap(({ agent, reports, at }) => availabilities(agent, reports, at));
    const recorded = await recorder.record([...measured, ...judged]);
    for (const { agent, reports } of answers) {
      const refused = refusedOf(reports, recorded);
      if (refused.size > 0)
        log.debug({ agent: agent.name, refused: Object.fromEntries(refused) }, "samples were refused");
    }
    const health = answers.flatMap(({ reports, at }) =>
      reports.map((report) => ({ ...withRefusals(report.health, recorded), at })),
    );
    const last = new Map(health.map((one) => [one.component, one]));
    await writeHealth(db, [...last.values()], clock.now());
    for (const { agent, reports } of answers)
      if (agent.prefix !== undefined)
        await deleteHealthExcept(
          db,
          agent.prefix,
          reports.map((one) => one.health.component),
        );
    for (const { agent, at } of answers) heard.set(agent.name, at.getTime());
    const own = new Set(judged);
    const kept = recorded.kept.filter((sample) => !own.has(sample));
    if (observe && kept.length > 0) await deps.quietly("observing", () => observe(kept));
  };

  const missing = async ({ agent, at: now }: Answer, error: unknown, slot: number): Promise<void> => {
    log.debug({ agent: agent.name, reason: reasonOf(error) }, "an agent could not look");
    // A clock that jumps back must not keep it from being called silent.
    const last = Math.min(heard.get(agent.name) ?? 0, now.getTime());
    heard.set(agent.name, last);
    if (now.getTime() - last < SILENT_AFTER) return;
    const component = agent.ofProcess ? instanceName(agent.name, slot) : agent.name;
    const reason = `nothing heard for ${formatDuration(now.getTime() - last)}: ${reasonOf(error).slice(0, 300)}`;
    await writeHealth(db, { component, state: "silent", reason }, now);
    await recorder.record([availability({ component, state: "silent" }, now)]);
  };

  /** One by one where they cannot be stored together: what is wrong with one report keeps no other out. */
  const settle = async (answers: readonly Answer[], slot: number): Promise<void> => {
    const reported = answers.filter((one): one is Reported => "reports" in one);
    const failed = reported.length > 0 ? await store(reported).then(nothing, thrown) : null;
    for (const one of answers)
      await deps.quietly(one.agent.name, async () => {
        if ("error" in one) return missing(one, one.error, slot);
        if (failed === null) return;
        const cause = reported.length > 1 ? await store([one]).then(nothing, thrown) : failed;
        if (cause !== null) await missing(one, cause.error, slot);
      });
  };

  return async (agents, slot) => {
    const now = clock.now();
    const asked = agents.map((agent) => ask(agent, now, slot));
    const early: Answer[] = [];
    let open = true;
    const late = asked.map(async (answer) => {
      const one = await answer;
      if (open) early.push(one);
      else await settle([one], slot);
    });
    const enough = new AbortController();
    await Promise.race([
      Promise.all(asked),
      pause(TOGETHER_MS, undefined, { signal: enough.signal, ref: false }).catch(() => undefined),
    ]);
    enough.abort();
    open = false;
    await settle(early, slot);
    await Promise.all(late);
  };
}

/** Reason to how many samples of these reports it kept out. */
function refusedOf(reports: readonly Report[], recorded: Recorded): Map<string, number> {
  const all = new Map<string, number>();
  for (const component of new Set(reports.map(({ health }) => health.component)))
    for (const [reason, n] of recorded.refusedOf.get(component) ?? [])
      all.set(reason, (all.get(reason) ?? 0) + n);
  return all;
}

const nothing = (): null => null;
const thrown = (error: unknown): { error: unknown } => ({ error });

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
