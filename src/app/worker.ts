import { reasonOf } from "../core/errors.js";
import { createMarks } from "../core/marks.js";
import { createCallCounter } from "../core/call-counter.js";
import { limits } from "../core/limits.js";
import { createFlags } from "../flags/flags.js";
import { createKillSwitch, noteEmergency } from "../flags/kill-switch.js";
import { unconfiguredGitHub } from "../github/unconfigured.js";
import { connect, isInstalled } from "../github/connect.js";
import { createHookDeliveries } from "../github/hook-deliveries.js";
import { syncRepositories } from "../github/sync-repositories.js";
import { createGitHub } from "../github/octokit.js";
import { createMetricDetection } from "../alerting/metric-detection.js";
import { agents } from "../monitoring/agents/index.js";
import { createMonitor } from "../monitoring/monitor.js";
import { createInstanceSlot } from "../monitoring/instance-slot.js";
import { countedFetch } from "../monitoring/counted-fetch.js";
import { createNotifiers } from "../escalation/configured.js";
import { createWire } from "../escalation/wire/create-wire.js";
import { incidentStep } from "../pipeline/incident-step.js";
import { createBeat } from "../pipeline/beat.js";
import { commitCheckStep } from "../pipeline/commit-check/step.js";
import { configCheckStep } from "../pipeline/config-check/step.js";
import { commandStep } from "../pipeline/command.js";
import { deliveryStep } from "../pipeline/delivery-step.js";
import type { PipelineDeps } from "../pipeline/deps.js";
import { notificationStep } from "../pipeline/notification-step.js";
import { tellDurations } from "../pipeline/durations.js";
import { Rounds } from "../pipeline/rounds.js";
import { createRules, shippedPlaybooks } from "../pipeline/rules.js";
import { sweep, sweepSoon } from "../pipeline/sweep.js";
import { keyOf } from "../queue/wake.js";
import { createPool } from "../server/workers/pool.js";
import { createLeases } from "../store/lease.js";
import { secretOf } from "../store/secrets.js";
import type { Db } from "../store/db.js";
import { createSources } from "../intake/sources/index.js";
import type { Requests } from "../monitoring/collector-requests.js";
import type { Queue, Wake } from "../queue/port.js";
import { agentOf } from "./agent.js";
import { effectsOf } from "./effects.js";
import type { AppOptions } from "./options.js";
import type { Pressure } from "./pressure.js";
import type { WorkerAnswers } from "./web.js";

/** What the half that works is made of. */
export interface WorkerOptions extends Omit<AppOptions, "first" | "issuer"> {
  queue: Queue;
  /** Commits do not wait for the disk here: what is lost with PostgreSQL is done again. Default: the store's. */
  db?: Db;
  pressure: Pressure;
  /** Where people reach the dashboard, without a slash at the end. */
  publicUrl: string;
  /** Of the web half. */
  requests: Requests;
}

/** The half that works: queue, steps, sweep, monitoring. */
export interface Worker extends WorkerAnswers {
  deps: PipelineDeps;
  /** What workers have in their hands, for people. */
  underWay(): string[];
  /** Takes nothing more, waits for what is under way (at most 10 s for the queue's work), and lets go of everything. */
  stop(): Promise<void>;
}

/** Deliveries are taken in by the web half: here they are only read. */
const unasked = {
  verify: () => Promise.resolve({ ok: false as const, reason: "nothing is taken in here" }),
  mayReport: () => Promise.resolve(false),
};

export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { settings, privateKey, store, log, clock, queue, publicUrl } = options;
  // Whatever must stand before something is done outside: intents, the switch, budgets.
  const durable = store.db;
  const db = options.db ?? durable;

  const client =
    settings.APP_ID === undefined || privateKey === null
      ? null
      : connect(settings, privateKey, { clock, paced: options.paced ?? true, lag: options.tokenLag });
  const github = client ? createGitHub(client) : unconfiguredGitHub();
  const emergency = settings.HEAL_EMERGENCY_STOP;
  await noteEmergency(durable, clock, emergency);
  const killSwitch = createKillSwitch(durable, clock, { emergency });
  const flags = await createFlags(db);
  const say = (message: string) => log.info({}, message);
  const offload = options.offload ?? createPool();
  const leases = createLeases({ url: store.url, clock, log: say });
  const notifiers = createNotifiers(
    settings,
    createWire({ allowPrivate: settings.HEAL_NOTIFY_ALLOW_PRIVATE === "true", clock }),
  );
  const rules = createRules({
    github,
    notifiers,
    db,
    clock,
    mode: settings.HEAL_MODE,
    shipped: await shippedPlaybooks(),
  });
  const toCodegen = createCallCounter();
  const agent = agentOf(settings, clock, countedFetch(fetch, toCodegen));

  const marks = createMarks(await secretOf(db, "marks", clock.now()));

  const effects = effectsOf({
    ...options,
    db: durable,
    github,
    agent,
    marks,
    rules,
    flags,
    killSwitch,
    leases,
  });
  const sources = createSources({ mapping: options.genericMapping, reports: unasked });
  const deps: PipelineDeps = {
    db,
    github,
    effects,
    killSwitch,
    flags,
    queue,
    leases,
    offload,
    clock,
    log,
    sources,
    rules,
    agent,
    notifiers,
    durable,
    marks,
    publicUrl,
    ease: () => options.pressure.ease(),
    at: options.at,
  };
  const learn = async (): Promise<void> => {
    if (client) await syncRepositories(client, { db, clock, log });
  };
  const sight = client ? { hooks: createHookDeliveries(client), learn } : null;
  const rounds = new Rounds();
  const underWay = new Set<Wake>();
  const perform = async (wake: Wake): Promise<void> => {
    if (wake.task === "delivery") return deliveryStep(deps, rounds);
    if (wake.task === "incident") return incidentStep(wake.id, deps);
    if (wake.task === "command") return commandStep(wake.id, deps);
    if (wake.task === "check") return commitCheckStep(wake.id, deps);
    if (wake.task === "config-check") return configCheckStep(wake.id, deps);
    if (wake.task === "notification") return notificationStep(wake.id, deps);
    return sweep(deps, sight);
  };
  const handle = async (wake: Wake): Promise<void> => {
    if (wake.task !== "delivery") await options.pressure.ease();
    underWay.add(wake);
    await perform(wake).finally(() => underWay.delete(wake));
  };
  await queue.start(handle, { concurrency: limits.workers });
  const beat = createBeat({ db, clock, queue, log });
  await sweepSoon(db);
  const timer = setInterval(() => void beat(), limits.sweepMs);
  void beat();
  await learn().catch((error: unknown) =>
    log.warn(
      { reason: reasonOf(error) },
      "GitHub could not be asked for repositories; webhooks will tell them",
    ),
  );
  const samples = createMetricDetection(deps);
  const monitor = createMonitor({
    db,
    clock,
    flags,
    log,
    observe: (stored) => samples.observe(stored),
    agents: Object.values(agents).map((create) =>
      create({
        db,
        dataDir: settings.HEAL_DATA_DIR,
        queueDepth: () => queue.depth(),
        requests: options.requests,
        readConfig: (repository) => rules.of(repository),
        allow: settings.HEAL_MONITOR_ALLOW ?? [],
        notifiers: notifiers.names,
        github: client?.usage ?? null,
        codegen: agent ? toCodegen : null,
      }),
    ),
    slot: createInstanceSlot(store.url),
    changeHandler: tellDurations({ clock, queue, publicUrl }),
  });
  monitor.start();

  return {
    deps,
    isInstalled: async (fullName) => client !== null && (await isInstalled(client, fullName)),
    resting: () => client?.circuits.opened() ?? [],
    alive: () => Promise.resolve(),
    underWay: () => [...underWay].map(keyOf),
    async stop() {
      clearInterval(timer);
      await monitor.stop();
      await samples.flush().catch((error: unknown) => {
        log.debug({ reason: reasonOf(error) }, "what detectors remember could not be written");
      });
      await queue.stop(10_000);
      await leases.close();
      await offload.close();
    },
  };
}
