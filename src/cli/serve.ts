import { readFile } from "node:fs/promises";
import { pino } from "pino";
import { startApp } from "../app.js";
import { systemClock } from "../core/clock.js";
import { HealError, reasonOf } from "../core/errors.js";
import { ALERT_SOURCES, parseSettings, sourceSecretsOf, type Settings } from "../core/settings.js";
import { parseMapping, type Mapping } from "../intake/sources/generic/mapping.js";
import { readRegistration, setupRoutes, toSetup } from "../server/setup.js";
import { surviveLostDatabase } from "../server/survive.js";
import { migrate } from "../store/migrate.js";
import { openStore } from "../store/open.js";
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
      const log = pino({ level: settings.LOG_LEVEL });
      const privateKey = await privateKeyOf(settings);
      const genericMapping = await mappingOf(settings);
      surviveLostDatabase(log);
      const store = await openStore(settings, (message) => log.info(message));
      try {
        await migrate(store.url);
        const alone = settings.APP_ID === undefined;
        const quiet =
          alone && ALERT_SOURCES.every((source) => sourceSecretsOf(settings, source).length === 0);
        const publicUrl = settings.HEAL_PUBLIC_URL ?? `http://${settings.HOST}:${settings.PORT}`;
        const setup = alone
          ? await setupRoutes({ dataDir, publicUrl, host: settings.HOST, port: settings.PORT, log })
          : [];
        const app = await startApp({
          settings,
          privateKey,
          genericMapping,
          store,
          log,
          clock: systemClock,
          first: quiet ? [toSetup, ...setup] : setup,
        });
        await write(
          io.stderr,
          `heal listens on ${app.url}${alone ? `; register its GitHub App at ${app.url}/probot` : ""}\n`,
        );
        await new Promise<void>((resolve) => {
          for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
        });
        await app.stop();
      } finally {
        await store.close();
      }
      done(0);
    });
  },
};
