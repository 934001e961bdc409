import { reusedSecrets } from "../../core/reused.js";
import { parseSettings } from "../../intake/settings.js";
import { createBullQueue } from "../../queue/bull.js";
import { createGraphileQueue } from "../../queue/graphile.js";
import { readRegistration } from "../../server/setup/registration.js";
import { exposure } from "../../server/access.js";
import { verifyAudit } from "../../store/audit.js";
import { migrationState, refuseNewer } from "../../store/migrate.js";
import { openStore } from "../../store/open.js";
import { dumpSchema, expectedSchema, schemaDrift } from "../../store/schema.js";
import { listStops } from "../../store/stops.js";
import type { Check, Found } from "./check.js";
import { bad, note, ok } from "./check.js";
import { githubApp } from "./github-app.js";

/** In order; each may use what those before it found. */
export const checks: readonly Check[] = [
  {
    name: "settings",
    async run(found, io) {
      // As `heal serve` has them: what the set-up page wrote, and what is said here.
      const registered = await readRegistration(io.env["HEAL_DATA_DIR"] ?? ".heal");
      const result = parseSettings({ ...registered, ...io.env });
      if (!result.ok) return bad(result.problems.join("; "));
      found.settings = result.settings;
      const exposed = exposure(result.settings);
      if (exposed !== null) return bad(`heal serve would not start: ${exposed}`);
      const reused = reusedSecrets(result.settings);
      if (reused.length > 0) return note(`the same secret stands in ${reused.join(", and in ")}`);
      return ok(`mode ${result.settings.HEAL_MODE}`);
    },
  },
  githubApp,
  {
    name: "coding agent",
    needs: "settings",
    async run({ settings }) {
      const [token, org] = [settings?.HEAL_CODEGEN_TOKEN, settings?.HEAL_CODEGEN_ORG_ID];
      if (token !== undefined && org !== undefined) return ok(`organisation ${org}`);
      if (token === undefined) return note("HEAL_CODEGEN_TOKEN is not set: fixes come from fixers alone");
      return bad("HEAL_CODEGEN_TOKEN is set and HEAL_CODEGEN_ORG_ID is not: the agent is off");
    },
  },
  {
    name: "notifiers",
    needs: "settings",
    async run({ settings }) {
      const all = Object.entries(settings?.notifiers ?? {}).map(([name, { kind }]) => `${name} (${kind})`);
      if (all.length === 0) return note("HEAL_NOTIFY_<NAME> is not set: people are told by issues alone");
      const usual = settings?.HEAL_NOTIFY_DEFAULT ?? [];
      const detail = `${all.join(", ")}; \`heal notify test\` tries them`;
      return usual.length === 0
        ? note(`${detail}; HEAL_NOTIFY_DEFAULT is not set: an alert without a repository is told to nobody`)
        : ok(`${detail}; default: ${usual.join(", ")}`);
    },
  },
  {
    name: "database",
    needs: "settings",
    async run(found) {
      if (!found.settings) return bad("no settings");
      found.store = await openStore(found.settings, () => undefined);
      const { version } = await found.store.db.one<{ version: string }>`
        select current_setting('server_version') as version`;
      const where = found.settings.DATABASE_URL === undefined ? "embedded" : "DATABASE_URL";
      return Number.parseInt(version, 10) >= 14
        ? ok(`PostgreSQL ${version} (${where})`)
        : bad(`PostgreSQL ${version} is older than 14`);
    },
  },
  {
    name: "schema",
    needs: "store",
    async run({ store }) {
      if (!store) return bad("no database");
      const state = await migrationState(store.url);
      refuseNewer(state);
      if (state.applied.length === 0) return note("empty; `heal serve` or `heal migrate` makes the tables");
      if (state.pending.length > 0) return bad(`run \`heal migrate\`: ${state.pending.join(", ")}`);
      const drift = schemaDrift(await expectedSchema(), await dumpSchema(store.db));
      return drift.length === 0 ? ok("as expected") : bad(drift.join("; "));
    },
  },
  {
    name: "queue",
    needs: "store",
    async run({ settings, store }) {
      const redis = settings?.HEAL_QUEUE_REDIS_URL;
      const queue = redis ? createBullQueue({ url: redis }) : createGraphileQueue({ url: store?.url ?? "" });
      try {
        return ok(`${redis ? "Redis" : "PostgreSQL"}, ${await queue.depth()} wake-ups wait`);
      } finally {
        await queue.stop(0);
      }
    },
  },
  {
    name: "kill switch",
    needs: "store",
    async run(found) {
      if (await isEmpty(found)) return note("no tables yet");
      const stops = (await found.store?.db.tx(listStops)) ?? [];
      return stops.length === 0
        ? ok("nothing is stopped")
        : note(stops.map(({ scope, by, reason }) => `${scope} stopped by ${by}: ${reason}`).join("; "));
    },
  },
  {
    name: "audit",
    needs: "store",
    async run(found) {
      if (!found.store || (await isEmpty(found))) return note("no tables yet");
      const { rows, broken } = await verifyAudit(found.store.db);
      return broken ? bad(`broken at row ${broken.id}: ${broken.reason}`) : ok(`${rows} rows, unbroken`);
    },
  },
];

const isEmpty = async ({ store }: Found): Promise<boolean> =>
  store === undefined || (await migrationState(store.url)).applied.length === 0;
