import { readFile } from "node:fs/promises";
import { pino } from "pino";
import { serveApp, type Served } from "../app/serve.js";
import { SECOND, systemClock } from "../core/clock.js";
import { HealError, reasonOf } from "../core/errors.js";
import { reusedSecrets } from "../core/reused.js";
import type { Settings } from "../core/settings.js";
import { parseSettings } from "../intake/settings.js";
import { parseMapping, type Mapping } from "../intake/sources/generic/mapping.js";
import { exposure } from "../server/access.js";
import { createEntry } from "../server/setup/entry.js";
import { clearUnfinished, readRegistration } from "../server/setup/registration.js";
import { setupRoutes, toSetup } from "../server/setup/routes.js";
import { stopSignals } from "../server/stop.js";
import { surviveLostDatabase } from "../server/lost-database.js";
import { migrate } from "../store/migrate.js";
import { openStore } from "../store/open.js";
import { withTimeout } from "../store/timeout.js";
import type { Subcommand } from "./subcommand.js";
import { write } from "./subcommand.js";

/** The private key as text, from the setting or the file it names. */
async function privateKeyOf(settings: Settings): Promise<string | null> {
  if (settings.PRIVATE_KEY !== undefined) return settings.PRIVATE_KEY;
  if (settings.PRIVATE_KEY_PATH === undefined) return null;
  return readFile(settings.PRIVATE_KEY_PATH, "utf8").catch((error: unknown) => {
    throw new HealError("HEAL_SETTING_INVALID", `PRIVATE_KEY_PATH cannot be read: ${reasonOf(error)}`);
  });
}

async function mappingOf(settings: Settings): Promise<Mapping | undefined> {
  if (settings.HEAL_GENERIC_MAPPING === undefined) return undefined;
  const text = await readFile(settings.HEAL_GENERIC_MAPPING, "utf8").catch((error: unknown) => {
    throw new HealError("HEAL_SETTING_INVALID", `HEAL_GENERIC_MAPPING cannot be read: ${reasonOf(error)}`);
  });
  return parseMapping(text);
}

/** An embedded PostgreSQL is stopped within 20 s: fast, then immediate, then killed. */
const CUT_MS = 25 * SECOND;

export const serve: Subcommand = {
  name: "serve",
  summary: "Runs the server: takes in webhooks, acts, shows the dashboard.",
  build(command, io, done) {
    command.action(async () => {
      const dataDir = io.env["HEAL_DATA_DIR"] ?? ".heal";
      const parsed = parseSettings({ ...(await readRegistration(dataDir)), ...io.env });
      if (!parsed.ok) {
        for (const problem of parsed.problems) await write(io.stderr, `heal: ${problem}\n`);
        return done(1);
      }
      const { settings } = parsed;
      const exposed = exposure(settings);
      if (exposed !== null) {
        await write(io.stderr, `heal: ${exposed}\n`);
        return done(1);
      }
      const log = pino({ level: settings.LOG_LEVEL });
      for (const names of reusedSecrets(settings))
        log.warn(`${names} are the same: whoever has one has both`);
      if (settings.HEAL_API_TOKEN === undefined && settings.APP_ID !== undefined)
        log.warn(
          "HEAL_API_TOKEN is not set: programs on this machine may read everything, and so may whoever reaches heal through a proxy or tunnel on it that adds no header of its own",
        );
      const privateKey = await privateKeyOf(settings);
      const genericMapping = await mappingOf(settings);
      const signals = stopSignals();
      surviveLostDatabase(log, signals.fail);
      const opening = openStore(settings, (message) => log.info(message));
      let app: Served | undefined;
      const serving = async (): Promise<void> => {
        const store = await opening;
        try {
          await migrate(store.url);
          const alone = settings.APP_ID === undefined;
          const quiet =
            alone && Object.values(settings.sourceSecrets).every((secrets) => secrets === undefined);
          const entry = createEntry(systemClock);
          // Which port it is may be known only when it listens; nobody can ask before.
          let url = `http://${settings.HOST}:${settings.PORT}`;
          const publicUrl = () => (settings.HEAL_PUBLIC_URL ?? url).replace(/\/$/, "");
          if (alone) await clearUnfinished(settings.HEAL_DATA_DIR);
          const setup = alone ? setupRoutes({ settings, entry, publicUrl, log }) : [];
          app = await serveApp({
            settings,
            privateKey,
            genericMapping,
            store,
            log,
            clock: systemClock,
            first: quiet ? [toSetup, ...setup] : setup,
            fail: signals.fail,
          });
          url = app.url;
          await write(io.stderr, `heal listens on ${app.url}\n`);
          if (alone)
            await write(
              io.stderr,
              `Register its GitHub App at ${publicUrl()}/probot\nThe one-time code for that page: ${entry.code}\n`,
            );
          await signals.asked;
          await app.stop();
        } finally {
          await store.close();
        }
      };
      const why = await Promise.race([serving().then(() => null), signals.cut]);
      if (why !== null) {
        log.error(
          { cut: why, underWay: (await app?.underWay()) ?? [] },
          "stopped by force; it is taken up at the next start",
        );
        const letGo = async (): Promise<void> => {
          const store = await opening;
          // An embedded server ends with all who are connected; the workers of another let go by themselves.
          if (settings.DATABASE_URL !== undefined) await app?.cut();
          await store.cut();
        };
        await withTimeout(CUT_MS, letGo()).catch((error: unknown) =>
          log.error({ reason: reasonOf(error) }, "the database could not be let go"),
        );
        process.exit(1);
      }
      // What is left are pauses between attempts at a GitHub that is away: they would hold the process for a minute.
      process.exit(0);
    });
  },
};
