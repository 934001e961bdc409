import { mkdir, open, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { HealError } from "../../core/errors.js";
import { parseSettings } from "../../intake/settings.js";

/** What the App's registration leaves: settings, read again at the next start. */
export interface Registration {
  APP_ID: string;
  /** PEM. */
  PRIVATE_KEY: string;
  WEBHOOK_SECRET: string;
  GITHUB_CLIENT_ID?: string;
  GITHUB_CLIENT_SECRET?: string;
}

const fileIn = (dataDir: string): string => join(dataDir, "app.env");

const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

/** The settings that the set-up page wrote; none when the App was registered by hand. */
export async function readRegistration(dataDir: string): Promise<Record<string, string>> {
  try {
    return parseEnv(await readFile(fileIn(dataDir), "utf8")) as Record<string, string>;
  } catch (error) {
    if (isCode(error, "ENOENT")) return {};
    throw error;
  }
}

/** Whether an App is registered, or its registration under way. Asked of the disk: another process may have been quicker. */
export async function registrationState(dataDir: string): Promise<"none" | "under way" | "done"> {
  try {
    return (await stat(fileIn(dataDir))).size > 0 ? "done" : "under way";
  } catch (error) {
    if (isCode(error, "ENOENT")) return "none";
    throw error;
  }
}

/** At the start: what a registration that ended half-way left behind. */
export async function clearUnfinished(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  if ((await registrationState(dataDir)) === "under way") await rm(fileIn(dataDir));
}

/**
 * Registers once: the file is made before `obtain` asks anybody for anything, so that of two the first wins, also in two
 * processes. It is readable by its owner alone. Throws `HEAL_INPUT_INVALID` when there is one already or a value is not good.
 */
export async function register(dataDir: string, obtain: () => Promise<Registration>): Promise<void> {
  const file = fileIn(dataDir);
  const handle = await open(file, "wx", 0o600).catch((error: unknown) => {
    if (isCode(error, "EEXIST")) throw new HealError("HEAL_INPUT_INVALID", "an App is registered already");
    throw error;
  });
  try {
    await handle.writeFile(written(await obtain()));
    await handle.sync();
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

/** Nothing is kept that the next start would refuse, or read as something else. */
function written(values: Registration): string {
  const parsed = parseSettings({ ...values });
  if (!parsed.ok) throw new HealError("HEAL_INPUT_INVALID", parsed.problems.join("; "));
  return Object.entries(values)
    .map(([name, value]) => {
      if (/["\\\r\0]/.test(String(value)))
        throw new HealError(
          "HEAL_INPUT_INVALID",
          `${name} holds a quotation mark, backslash or control character`,
        );
      return `${name}="${String(value).replaceAll("\n", "\\n")}"\n`;
    })
    .join("");
}
