import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { IncomingMessage, ServerResponse } from "node:http";
import { parseEnv } from "node:util";
import type { Route } from "./route.js";

type Handler = (req: IncomingMessage, res: ServerResponse) => boolean | Promise<boolean>;

/** What the App's registration leaves: read again at the next start. */
const registrationFile = (dataDir: string): string => join(dataDir, "app.env");

/** The settings that the set-up page wrote; none when the App was registered by hand. */
export async function readRegistration(dataDir: string): Promise<Record<string, string>> {
  try {
    return parseEnv(await readFile(registrationFile(dataDir), "utf8")) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

/**
 * Probot's own set-up page, which registers the App from `app.yml`. Probot does not export it, so it is taken from the
 * pinned package's files. What GitHub answers (id, key, secrets) is kept in the data folder, readable by its owner alone.
 */
export async function setupRoutes(options: {
  dataDir: string;
  publicUrl: string;
  host: string;
  port: number;
  log: { info(message: string): void };
}): Promise<Route[]> {
  const { dataDir, publicUrl } = options;
  await mkdir(dataDir, { recursive: true });
  // Probot would send webhooks to `/` and open a public proxy channel; both are this variable's doing.
  process.env["WEBHOOK_PROXY_URL"] ??= `${publicUrl}/api/github/webhooks`;
  process.env["NO_SMEE_SETUP"] ??= "true";
  const file = registrationFile(dataDir);
  await writeFile(file, "", { flag: "a", mode: 0o600 });
  await chmod(file, 0o600);
  const updateEnv = (env: Record<string, string>): Record<string, string> => {
    const merged = { ...parseEnv(readFileSync(file, "utf8")), ...env } as Record<string, string>;
    const lines = Object.entries(merged).map(
      ([name, value]) => `${name}="${value.replace(/^"|"$/g, "").replaceAll("\n", "\\n")}"`,
    );
    writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
    return merged;
  };
  const probot = (path: string): Promise<unknown> =>
    import(new URL(path, import.meta.resolve("probot")).href);
  const { setupAppFactory } = (await probot("./apps/setup.js")) as {
    setupAppFactory: (options: object) => () => Promise<Handler>;
  };
  const { staticFilesHandler } = (await probot("./server/handlers/static-files.js")) as {
    staticFilesHandler: Handler;
  };
  const setup = await setupAppFactory({
    host: options.host,
    port: options.port,
    log: options.log,
    updateEnv,
  })();
  const route = (method: Route["method"], path: string): Route => ({
    method,
    path,
    access: "page",
    handler: async ({ req, res }) => {
      if (!(await staticFilesHandler(req, res)) && !(await setup(req, res))) res.writeHead(404).end();
    },
  });
  return [route("GET", "/probot"), route("GET", "/probot/*rest"), route("POST", "/probot/import")];
}

/** Without an App and without an alert source there is nothing to show yet. */
export const toSetup: Route = {
  method: "GET",
  path: "/",
  access: "page",
  handler: ({ res }) => void res.writeHead(302, { location: "/probot" }).end(),
};
