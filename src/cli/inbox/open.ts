import { HealError } from "../../core/errors.js";
import type { Settings } from "../../core/settings.js";
import { parseSettings } from "../../intake/settings.js";
import { openStore, type Store } from "../../store/open.js";
import { type CliIo, write } from "../subcommand.js";

/** Settings of the environment. Throws `HEAL_SETTING_INVALID` with every problem. */
export function settingsOf(io: Pick<CliIo, "env">): Settings {
  const result = parseSettings(io.env);
  if (!result.ok) throw new HealError("HEAL_SETTING_INVALID", result.problems.join("; "));
  return result.settings;
}

/** Opens the database the server uses, and closes it whatever happens. */
export async function withStore<T>(
  io: CliIo,
  work: (store: Store, settings: Settings) => Promise<T>,
): Promise<T> {
  const settings = settingsOf(io);
  const store = await openStore(settings, (message) => void write(io.stderr, `${message}\n`));
  try {
    return await work(store, settings);
  } finally {
    await store.close();
  }
}
