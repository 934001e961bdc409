import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { sourceSecretsOf } from "../core/settings.js";
import { dashboardRoutes } from "../dashboard/index.js";
import type { OpenCircuit } from "../github/circuit.js";
import { oidcIssuer } from "../github/urls.js";
import { MemoryBudget } from "../intake/memory-budget.js";
import { createAccept } from "../intake/commit.js";
import { createIntake } from "../intake/http.js";
import { Refusals } from "../intake/refusals.js";
import { createSources } from "../intake/sources/index.js";
import { actionNamed } from "../recovery/actions/index.js";
import { countDeliveries } from "../store/dashboard-queries.js";
import { createVerifier } from "../intake/sources/reports/oidc.js";
import { verdictOf } from "../intake/sources/reports/verdict.js";
import { Waker } from "../intake/waker.js";
import { collectorRequests, type Requests } from "../monitoring/collector-requests.js";
import { verdictFor } from "../pipeline/verdict.js";
import type { Queue } from "../queue/port.js";
import { incidentRoutes } from "../server/incidents-api.js";
import { createMetrics } from "../server/metrics.js";
import { openapiRoute } from "../server/openapi.js";
import { createRoutes } from "../server/routes.js";
import { createServer } from "../server/server.js";
import { createPool } from "../server/workers/pool.js";
import { parkUnread } from "../store/deliveries.js";
import { migrationState } from "../store/migrate.js";
import { repositoryById } from "../store/repositories.js";
import type { AppOptions } from "./options.js";
import type { Pressure } from "./pressure.js";

/** What the web half asks of the half that works. */
export interface WorkerAnswers {
  /** Is the App installed in this repository? GitHub is asked. */
  isInstalled(fullName: string): Promise<boolean>;
  /** Installations for which GitHub is left alone at the moment. */
  resting(): OpenCircuit[] | Promise<OpenCircuit[]>;
  /** Rejects, or never settles, when nobody works. */
  alive(): Promise<void>;
}

export interface WebOptions extends Omit<AppOptions, "privateKey" | "paced" | "tokenLag"> {
  /** Wakes workers, and is asked for its depth. */
  queue: Queue;
  pressure: Pressure;
  /** The half that works, once it has started: deliveries are acknowledged before. */
  worker: Promise<WorkerAnswers>;
}

/** The half that answers: HTTP with its collectors, API, dashboard and probes. A delivery is committed here, and read in the other. */
export interface Web {
  url: string;
  /** Where people reach the dashboard, without a slash at the end. */
  publicUrl: string;
  server: Server;
  requests: Requests;
  /** Takes no new request. */
  refuse(): void;
  /** Ends what is open still. */
  end(): Promise<void>;
}

export async function startWeb(options: WebOptions): Promise<Web> {
  const { settings, store, log, clock, queue, pressure } = options;
  const { db } = store;
  const offload = options.offload ?? createPool();
  const metrics = createMetrics(
    {
      heal_queue_depth: { help: "Wake-ups that wait or run.", read: () => queue.depth() },
      heal_deliveries_parked: {
        help: "Kept deliveries, or events of them, that could not be read or processed.",
        read: async () => (await countDeliveries(db)).parked,
      },
    },
    log,
  );
  const refusals = new Refusals(clock.now());
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
        queue: async () => {
          await queue.depth();
          await (await options.worker).alive();
        },
      },
      more: [
        ...(options.first ?? []),
        ...incidentRoutes(db, clock),
        openapiRoute(),
        ...dashboardRoutes({
          db,
          clock,
          publicUrl: settings.HEAL_PUBLIC_URL,
          sources: createSources({ mapping: options.genericMapping }),
          wake: (id) => queue.wake({ task: "incident", id }, { priority: 0 }),
          resting: async () => (await options.worker).resting(),
          undoOf: (action) => actionNamed(action)?.undo ?? null,
          refusals,
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
    // Every heal listens on loopback, or on any address: a token for one would be good at all of them.
    audience: settings.HEAL_PUBLIC_URL === undefined && options.issuer === undefined ? [] : [publicUrl],
    clock,
  });
  const mayReport = async (claims: { repository: string; repository_id: string }) => {
    // A name can change hands; the id cannot.
    const known = await repositoryById(db, Number(claims.repository_id));
    if (known) return known.state === "active" || known.state === "archived";
    return (await options.worker).isInstalled(claims.repository);
  };
  const waker = new Waker(queue, log, options.at);
  const accept = createAccept(db, {}, options.at);
  const intake = createIntake({
    sources: createSources({ mapping: options.genericMapping, reports: { verify, mayReport } }),
    secrets: (source) => {
      if (source === "github") return settings.WEBHOOK_SECRET === undefined ? [] : [settings.WEBHOOK_SECRET];
      return sourceSecretsOf(settings, source);
    },
    accept: (delivery) => pressure.during(() => accept(delivery)),
    park: (unread, reason) => parkUnread(db, { ...unread, id: unread.key }, reason),
    // A large body takes a processor for seconds: the workers give way to ordinary deliveries meanwhile.
    offload: {
      run: (task, prepare, given) => pressure.during(() => offload.run(task, prepare, given), given.heavy),
      close: () => offload.close(),
    },
    budget: new MemoryBudget(),
    clock,
    log,
    metrics: metrics.intake,
    refusals,
    at: options.at,
    wake: (id, priority) => waker.wake(id, priority),
    answer: async (source, received) =>
      source.name === "reports" ? { verdict: await verdictOf(received, verdictFor(db, publicUrl), log) } : {},
  });

  let closed: Promise<void> | undefined;
  const refuse = (): void => {
    closed ??= new Promise((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
  };
  return {
    url,
    publicUrl,
    server,
    requests: collectorRequests(metrics.registry),
    refuse,
    async end() {
      refuse();
      server.closeAllConnections();
      await closed;
      await offload.close();
    },
  };
}
