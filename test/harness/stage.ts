import { parse } from "yaml";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { startApp, type App } from "../../src/app.js";
import { systemClock, type Clock } from "../../src/core/clock.js";
import { packageFile } from "../../src/core/paths.js";
import type { Settings } from "../../src/core/settings.js";
import { parseSettings } from "../../src/intake/settings.js";
import type { Offload } from "../../src/core/offload.js";
import type { TokenLag } from "../../src/github/token-lag.js";
import type { Log } from "../../src/intake/log.js";
import { silentLog } from "../../src/intake/log.js";
import { incidentByKey, type IncidentRow } from "../../src/store/incidents.js";
import { getRepository } from "../../src/store/repositories.js";
import type { Store } from "../../src/store/open.js";
import { startSimulator, type Simulator } from "../simulator/index.js";
import { startCodegen, type CodegenServer } from "./codegen.js";
import { until } from "./until.js";

/** GitHub, Codegen and heal, wired to each other over real HTTP, with a database of their own. */
export interface Stage {
  github: Simulator;
  codegen: CodegenServer;
  heal: App;
  /** The newest incident of a run, once heal has one. */
  incidentOfRun(repository: string, runId: number): Promise<IncidentRow>;
  /** Waits until the incident of a run is in this state; the error says where it stands. */
  reach(repository: string, runId: number, state: IncidentRow["state"], ms?: number): Promise<IncidentRow>;
  alert(source: string, body: unknown): Promise<Response>;
  /** The link to an incident's page. */
  page(id: number): string;
  /** Another heal of the same settings behind the same database, as on a second machine. */
  another(): Promise<App>;
  close(): Promise<void>;
}

export interface StageOptions {
  database: Pick<Store, "url" | "pool" | "db">;
  clock?: Clock;
  log?: Log;
  env?: Record<string, string>;
  /** Default: heal's own pool of threads. */
  offload?: Offload;
  /** Port of heal; default any. */
  port?: number;
  githubPort?: number;
  tokenLag?: TokenLag;
}

export const ALERT_SECRET = "alerts-of-the-stage-are-signed-with-this";

export async function stage({
  database,
  clock = systemClock,
  log = silentLog,
  env = {},
  offload,
  port = 0,
  githubPort,
  tokenLag,
}: StageOptions): Promise<Stage> {
  const manifest = parse(await readFile(packageFile("app.yml"), "utf8")) as {
    default_permissions: Record<string, "read" | "write">;
    default_events: string[];
  };
  const github = await startSimulator({
    ...(githubPort === undefined ? {} : { port: githubPort }),
    permissions: manifest.default_permissions,
    events: manifest.default_events,
    actions: { "heal-app/heal/action": fileURLToPath(packageFile("action/")) },
  });
  const codegen = await startCodegen({
    github: { apiUrl: github.apiUrl, token: github.token("codegen-sh[bot]", "bot") },
  });
  const parsed = parseSettings({
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GHE_HOST: github.host,
    GHE_PROTOCOL: "http",
    PORT: String(port),
    HEAL_MODE: "act",
    HEAL_CODEGEN_URL: codegen.url,
    HEAL_CODEGEN_TOKEN: codegen.token,
    HEAL_CODEGEN_ORG_ID: codegen.orgId,
    HEAL_SOURCE_ALERTMANAGER_SECRET: ALERT_SECRET,
    ...env,
  });
  if (!parsed.ok) throw new Error(parsed.problems.join("; "));
  const start = (settings: Settings): Promise<App> =>
    startApp({
      settings,
      privateKey: github.app.privateKey,
      store: database,
      log,
      clock,
      offload,
      paced: false,
      tokenLag,
      issuer: `${github.url}/_oidc`,
    });
  const heal = await start(parsed.settings);
  github.setWebhookUrl(`${heal.url}/api/github/webhooks`);
  const { db } = heal.deps;

  const lookUp = async (repository: string, runId: number): Promise<IncidentRow | null> => {
    const known = await getRepository(db, repository);
    return known && incidentByKey(db, `run:${known.repository_id}:${runId}`);
  };
  const incidentOfRun = (repository: string, runId: number) =>
    until(`an incident of run ${runId} of ${repository}`, () => lookUp(repository, runId));
  return {
    github,
    codegen,
    heal,
    incidentOfRun,
    async reach(repository, runId, state, ms) {
      let last: IncidentRow | null = null;
      return until(
        `incident of run ${runId} of ${repository} to be ${state}`,
        async () => {
          last = await lookUp(repository, runId);
          return last?.state === state ? last : null;
        },
        { ms, tell: () => `it is ${last?.state ?? "not there"}, ${last?.category ?? "undiagnosed"}` },
      );
    },
    alert: (source, body) =>
      fetch(`${heal.url}/api/alerts/${source}`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${ALERT_SECRET}` },
        body: JSON.stringify(body),
      }),
    another: () => start({ ...parsed.settings, PORT: 0 }),
    page: (id) => `${heal.url}/incidents/${id}`,
    async close() {
      await heal.stop();
      await codegen.close();
      await github.close();
    },
  };
}
