import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "./core/clock.js";
import { reasonOf } from "./core/errors.js";
import { createMarks } from "./core/marks.js";
import { createTally } from "./core/tally.js";
import { limits } from "./core/limits.js";
import type { Offload } from "./core/offload.js";
import { sourceSecretsOf, type AlertSource, ALERT_SOURCES, type Settings } from "./core/settings.js";
import { stricter, type Mode } from "./decision/mode.js";
import { dashboardRoutes } from "./dashboard/index.js";
import { codegen } from "./fix/agents/codegen.js";
import type { RepositoryRef } from "./events/event.js";
import { createFlags } from "./flags/flags.js";
import { createKillSwitch } from "./flags/kill-switch.js";
import { absentGitHub } from "./github/absent.js";
import { connect, isInstalled, oidcIssuer } from "./github/connect.js";
import type { TokenLag } from "./github/lag.js";
import { createHookDeliveries } from "./github/hook-deliveries.js";
import { learnRepositories } from "./github/learn.js";
import { createGitHub } from "./github/octokit.js";
import { Budget } from "./intake/budget.js";
import { createAccept } from "./intake/commit.js";
import { createIntake } from "./intake/http.js";
import type { Log } from "./intake/log.js";
import { sources as shippedSources } from "./intake/sources/index.js";
import { createGeneric } from "./intake/sources/generic/index.js";
import type { Mapping } from "./intake/sources/generic/mapping.js";
import { createReports } from "./intake/sources/reports/index.js";
import { createVerifier } from "./intake/sources/reports/oidc.js";
import { verdictOf } from "./intake/sources/reports/verdict.js";
import { Waker } from "./intake/waker.js";
import { observeSamples } from "./learning/samples.js";
import { agents } from "./monitoring/agents/index.js";
import { createMonitor } from "./monitoring/monitor.js";
import { requestsOf } from "./monitoring/requests.js";
import { createSeat } from "./monitoring/seat.js";
import { tallied } from "./monitoring/tallied.js";
import { incidentStep } from "./pipeline.js";
import { commandStep } from "./pipeline/command.js";
import { deliveryStep } from "./pipeline/delivery.js";
import type { PipelineDeps } from "./pipeline/deps.js";
import { tellDurations } from "./pipeline/durations.js";
import { createRules, shippedPlaybooks } from "./pipeline/rules.js";
import { sweep, sweepSoon } from "./pipeline/sweep.js";
import { verdictFor } from "./pipeline/verdict.js";
import { createBullQueue } from "./queue/bull.js";
import { createGraphileQueue } from "./queue/graphile.js";
import type { Wake } from "./queue/port.js";
import { keyOf } from "./queue/wake.js";
import { gate } from "./recovery/gate.js";
import { createLimiter } from "./recovery/limiter.js";
import { createEffects } from "./recovery/run.js";
import { isAnyAddress } from "./server/direct.js";
import { incidentRoutes } from "./server/incidents-api.js";
import { createMetrics } from "./server/metrics.js";
import { openapiRoute } from "./server/openapi.js";
import type { Route } from "./server/route.js";
import { createRoutes } from "./server/routes.js";
import { createServer } from "./server/server.js";
import { createPool } from "./server/workers/pool.js";
import { parkUnread } from "./store/deliveries.js";
import { claimIntent, effectsOfOthers, finishIntent, releaseIntent, renewIntent } from "./store/intents.js";
import { createLeases } from "./store/lease.js";
import { migrationState } from "./store/migrate.js";
import { repositoryById, standingOf } from "./store/repositories.js";
import { secretOf } from "./store/secrets.js";
import type { Db } from "./store/db.js";
import type { Store } from "./store/open.js";

export interface AppOptions {
  settings: Settings;
  /** PEM; null: no App, alerts only. */
  privateKey: string | null;
  genericMapping?: Mapping;
  /** Migrated. */
  store: Pick<Store, "url" | "pool" | "db">;
  log: Log;
  clock: Clock;
  /** GitHub's pauses between writes; off only against a local GitHub. */
  paced?: boolean;
  /** Of workflow identity tokens; default by GHE_HOST. */
  issuer?: string;
  /** How long a fresh token is given; default as `github/lag.ts` says. */
  tokenLag?: TokenLag;
  /** Routes before all others: Probot's set-up page. */
  first?: readonly Route[];
  /** Default: a pool of threads, made when there is work for them. */
  offload?: Offload;
  /** For fault tests: called at named points. */
  at?: (point: string) => void;
}

export interface App {
  url: string;
  deps: PipelineDeps;
  server: Server;
  /** What workers have in their hands, for people. */
  underWay(): string[];
  /** Takes nothing more, waits for what is under way (at most 10 s for the queue's work), and lets go of everything. */
  stop(): Promise<void>;
}

/** The only place that constructs things. Starts in this order: queue, workers, server; stops in the other. */
export async function startApp(options: AppOptions): Promise<App> {
  const { settings, privateKey, store, log, clock } = options;
  const { db } = store;
  // A connection that breaks between two statements of a transaction tells nobody else, and an error without a listener ends
  // the process. The next statement fails, and its step is run again.
  store.pool.on("connect", (connection) =>
    connection.on("error", (error) => log.warn({ reason: reasonOf(error) }, "database connection lost")),
  );

  const client =
    settings.APP_ID === undefined || privateKey === null
      ? null
      : connect(settings, privateKey, { clock, paced: options.paced ?? true, lag: options.tokenLag });
  const github = client ? createGitHub(client) : absentGitHub();
  const killSwitch = createKillSwitch(db, clock);
  const flags = await createFlags(db);
  const say = (message: string) => log.info({}, message);
  const queue =
    settings.HEAL_QUEUE_REDIS_URL === undefined
      ? createGraphileQueue({ url: store.url, log: say, connections: limits.workers + 1 })
      : createBullQueue({ url: settings.HEAL_QUEUE_REDIS_URL, log: say });
  const offload = options.offload ?? createPool();
  const leases = createLeases({ url: store.url, clock, log: say });
  const rules = createRules({
    github,
    db,
    clock,
    mode: settings.HEAL_MODE,
    shipped: await shippedPlaybooks(),
  });
  const toCodegen = createTally();
  const { HEAL_CODEGEN_TOKEN: token, HEAL_CODEGEN_ORG_ID: orgId } = settings;
  const agent =
    token === undefined || orgId === undefined
      ? null
      : codegen({
          baseUrl: settings.HEAL_CODEGEN_URL,
          token,
          orgId,
          now: () => clock.now().getTime(),
          fetch: tallied(fetch, toCodegen),
        });

  const marks = createMarks(await secretOf(db, "marks", clock.now()));

  const modeFor = async (repository: RepositoryRef, action: string): Promise<Mode> => {
    const { mode, config } = await rules.of(repository);
    const own = action in config.actions ? config.actions[action as keyof typeof config.actions] : undefined;
    return own === undefined ? mode : stricter(mode, own);
  };
  const effects = createEffects({
    intents: {
      claim: async (plan, leaseMs) => {
        const allowed = plan.shared && ((tx: Db) => gate(tx, plan, clock.now()));
        const row = await claimIntent(db, plan, clock.now(), leaseMs, allowed);
        return row === "busy" || "refused" in row
          ? row
          : {
              ...row,
              doubtSince: row.doubt_since,
              formerKey: row.marked ? null : (row.former_key ?? row.key),
            };
      },
      finish: (claimed, plan, end) => finishIntent(db, claimed, plan, end, clock.now()),
      release: async (claimed, reason, what) =>
        void (await releaseIntent(db, claimed, reason, clock.now(), what)),
      hold: (claimed, leaseMs) => leases.hold(leaseMs, (to, until) => renewIntent(to, claimed, until)),
    },
    killSwitch,
    standing: (repository) => standingOf(db, repository),
    modeFor,
    flags,
    limiter: createLimiter(db, clock),
    tools: { github, agent, marks, made: { others: (plan) => effectsOfOthers(db, plan) } },
    clock,
    at: options.at,
  });

  const metrics = createMetrics(
    { heal_queue_depth: { help: "Wake-ups that wait or run.", read: () => queue.depth() } },
    log,
  );
  const server = createServer({
    settings,
    log,
    routes: createRoutes({
      db,
      metrics,
      intake: (req, res, door) => intake(req, res, door),
      checks: {
        database: async () => {
          const { pending } = await migrationState(store.url);
          if (pending.length > 0) throw new Error(`not migrated: ${pending.join(", ")}`);
        },
        queue: async () => void (await queue.depth()),
      },
      more: [
        ...(options.first ?? []),
        ...incidentRoutes(db),
        openapiRoute(),
        ...dashboardRoutes({
          db,
          clock,
          publicUrl: settings.HEAL_PUBLIC_URL,
          ...(client ? { resting: () => client.circuits.opened() } : {}),
        }),
      ],
    }),
  });
  await new Promise<void>((resolve, reject) =>
    server.once("error", reject).listen(settings.PORT, settings.HOST, resolve),
  );
  const { port } = server.address() as AddressInfo;
  const host = settings.HOST.includes(":") ? `[${settings.HOST}]` : settings.HOST;
  const url = `http://${host}:${port}`;
  const publicUrl = (settings.HEAL_PUBLIC_URL ?? url).replace(/\/$/, "");

  const verify = createVerifier({
    issuer: options.issuer ?? oidcIssuer(settings),
    // Every heal listens on such an address: a token for one would be good at all of them.
    audience: settings.HEAL_PUBLIC_URL === undefined && isAnyAddress(settings.HOST) ? [] : [publicUrl],
    clock,
  });
  const mayReport = async (claims: { repository: string; repository_id: string }) => {
    // A name can change hands; the id cannot.
    const known = await repositoryById(db, Number(claims.repository_id));
    if (known) return known.state === "active" || known.state === "archived";
    return client !== null && (await isInstalled(client, claims.repository));
  };
  const generic = createGeneric(options.genericMapping);
  const sources = [
    ...shippedSources.map((source) => (source.name === "generic" ? generic : source)),
    createReports({ verify, mayReport }),
  ];
  const waker = new Waker(queue, log, options.at);
  const intake = createIntake({
    sources,
    secrets: (source) => {
      if (source === "github") return settings.WEBHOOK_SECRET === undefined ? [] : [settings.WEBHOOK_SECRET];
      return (ALERT_SOURCES as readonly string[]).includes(source)
        ? sourceSecretsOf(settings, source as AlertSource)
        : [];
    },
    accept: createAccept(db, {}, options.at),
    park: (unread, reason) => parkUnread(db, { ...unread, id: unread.key }, reason),
    offload,
    budget: new Budget(),
    clock,
    log,
    metrics: metrics.intake,
    at: options.at,
    wake: (id, priority) => waker.wake(id, priority),
    answer: async (source, received) =>
      source.name === "reports" ? { verdict: await verdictOf(received, verdictFor(db, publicUrl), log) } : {},
  });

  const deps: PipelineDeps = {
    db,
    github,
    effects,
    killSwitch,
    queue,
    leases,
    offload,
    clock,
    log,
    sources,
    rules,
    agent,
    marks,
    publicUrl,
    at: options.at,
  };
  const hooks = client ? createHookDeliveries(client) : null;
  const underWay = new Set<Wake>();
  const perform = async (wake: Wake): Promise<void> => {
    if (wake.task === "delivery") return deliveryStep(deps);
    if (wake.task === "incident") return incidentStep(wake.id, deps);
    if (wake.task === "command") return commandStep(wake.id, deps);
    return sweep(deps, hooks);
  };
  const handle = async (wake: Wake): Promise<void> => {
    underWay.add(wake);
    await perform(wake).finally(() => underWay.delete(wake));
  };
  await queue.start(handle, { concurrency: limits.workers });
  const beat = () =>
    void queue
      .wake({ task: "sweep" }, { priority: 9 })
      .catch((error: unknown) => log.warn({ reason: reasonOf(error) }, "the sweep could not be woken"));
  await sweepSoon(db);
  const timer = setInterval(beat, limits.sweepMs);
  beat();
  if (client)
    await learnRepositories(client, { db, clock, log }).catch((error: unknown) =>
      log.warn(
        { reason: reasonOf(error) },
        "GitHub could not be asked for repositories; webhooks will tell them",
      ),
    );
  const samples = observeSamples(deps);
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
        requests: requestsOf(metrics.registry),
        readConfig: (repository) => rules.of(repository),
        allow: settings.HEAL_MONITOR_ALLOW ?? [],
        github: client?.usage ?? null,
        codegen: agent ? toCodegen : null,
      }),
    ),
    seat: createSeat(store.url),
    telling: tellDurations({ clock, queue, publicUrl }),
  });
  monitor.start();

  return {
    url,
    deps,
    server,
    underWay: () => [...underWay].map(keyOf),
    async stop() {
      clearInterval(timer);
      await monitor.stop();
      await samples.flush().catch((error: unknown) => {
        log.debug({ reason: reasonOf(error) }, "what detectors remember could not be written");
      });
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await queue.stop(10_000);
      server.closeAllConnections();
      await closed;
      await leases.close();
      await offload.close();
    },
  };
}
