import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSettings } from "../../src/intake/settings.js";
import { silentLog } from "../../src/intake/log.js";
import { createServer } from "../../src/server/server.js";
import { createEntry } from "../../src/server/setup/entry.js";
import { registrationState } from "../../src/server/setup/registration.js";
import { setupRoutes } from "../../src/server/setup/routes.js";

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** heal before it has an App: the set-up pages behind a real socket, with a data folder of their own. */
export async function setupSite(env: Record<string, string>, now = () => new Date()) {
  const dir = await mkdtemp(join(tmpdir(), "heal-setup-"));
  const parsed = parseSettings({ ...env, HEAL_DATA_DIR: dir });
  if (!parsed.ok) throw new Error(parsed.problems.join("; "));
  const { settings } = parsed;
  const entry = createEntry({ now });
  let url = "";
  const publicUrl = () => settings.HEAL_PUBLIC_URL ?? url;
  const server = createServer({
    routes: setupRoutes({ settings, entry, publicUrl, log: silentLog }),
    settings,
    log: silentLog,
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** With the very headers that are given; fetch would not let a caller choose Host, Origin and the like. */
  const send = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
    new Promise<Answer>((resolve, reject) => {
      const sent = request(`${url}${path}`, { method, headers }, (res) => {
        let text = "";
        res.setEncoding("utf8").on("data", (part: string) => (text += part));
        res.on("end", () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text }));
      });
      sent.on("error", reject).end(body);
    });
  const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    send(
      "POST",
      path,
      { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin", ...headers },
      new URLSearchParams(fields).toString(),
    );
  return {
    url,
    dir,
    code: entry.code,
    send,
    form,
    /** Enters the code; the cookie of the session. */
    async enter(headers: Record<string, string> = {}): Promise<string> {
      const entered = await form("/probot", { code: entry.code }, headers);
      return String(entered.headers["set-cookie"]).split(";", 1)[0] ?? "";
    },
    state: () => registrationState(dir),
    async close() {
      server.close().closeAllConnections();
      await rm(dir, { recursive: true });
    },
  };
}

/** What a form's hidden or action attribute says, unescaped. */
export const attribute = (html: string, pattern: RegExp): string =>
  (pattern.exec(html)?.[1] ?? "")
    .replaceAll("&quot;", '"')
    .replaceAll("&#x3D;", "=")
    .replaceAll("&amp;", "&");
