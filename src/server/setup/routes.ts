import { createPrivateKey } from "node:crypto";
import type { ServerResponse } from "node:http";
import { HealError, reasonOf } from "../../core/errors.js";
import type { Settings } from "../../core/settings.js";
import { createFormKey, isOwnForm, readForm } from "../../dashboard/form.js";
import { securityHeaders, sendPage, errorPage } from "../../dashboard/send.js";
import type { Page } from "../../dashboard/templates.js";
import { appFromCode, manifestForm } from "../../github/manifest.js";
import type { Log } from "../../intake/log.js";
import type { RequestContext, Route } from "../route.js";
import { type Entry, sessionCookie } from "./entry.js";
import { manifestOf } from "./manifest.js";
import { codePage, donePage, importPage, registerPage } from "./pages.js";
import { register, type Registration, registrationState } from "./registration.js";

export interface SetupOptions {
  settings: Settings;
  entry: Entry;
  /** Where people and GitHub reach this server; never what a request says. */
  publicUrl: () => string;
  log: Log;
}

/** A 4,096-bit key in PEM, every character of which a form may escape. */
const FORM_BYTES = 16_384;

/**
 * The pages that register the App, from `app.yml` or by hand. Each needs the code of the terminal, or what it led to; every
 * POST comes from a page of ours; once an App is registered nothing here does anything any more.
 */
export function setupRoutes({ settings, entry, publicUrl, log }: SetupOptions): Route[] {
  const dataDir = settings.HEAL_DATA_DIR;
  const key = createFormKey();
  const form = (purpose: string) => ({ form: key.of(purpose) });
  const route = (
    method: "GET" | "POST",
    path: string,
    handler: (of: RequestContext) => Promise<void>,
  ): Route => ({
    method,
    path,
    access: "page",
    handler: async (context) =>
      (await registrationState(dataDir)) === "done" ? sendPage(context.res, 410, closed) : handler(context),
  });
  /** The fields of a form of ours; null when the sender has had its answer. */
  const fields = async ({ req, res }: RequestContext, purpose: string): Promise<URLSearchParams | null> => {
    const given = await readForm(req, FORM_BYTES);
    if (isOwnForm(req, key.fits(purpose, given.get("form")), publicUrl())) return given;
    sendPage(res, 403, foreign);
    return null;
  };
  const finish = async (
    res: ServerResponse,
    obtain: () => Promise<{ values: Registration; url: string | null }>,
  ) => {
    let url: string | null = null;
    await register(dataDir, async () => {
      const got = await obtain();
      url = got.url;
      return got.values;
    });
    log.info({}, "the GitHub App is registered; restart heal to use it");
    sendPage(res, 200, donePage(url));
  };

  return [
    route("GET", "/probot", async ({ req, res, url }) => {
      if (!entry.isIn(req.headers.cookie)) return sendPage(res, 200, codePage(form("code"), null));
      const asked = url.searchParams.get("organization")?.trim() ?? "";
      // GitHub's own rule for names of accounts.
      const organization = /^[a-z\d](?:[a-z\d-]{0,37}[a-z\d])?$/i.test(asked) ? asked : null;
      const { origin, action } = manifestForm(settings, organization, entry.newState());
      const manifest = await manifestOf(publicUrl());
      sendPage(res, 200, registerPage({ action, manifest, organization, publicUrl: publicUrl() }, origin));
    }),

    route("POST", "/probot", async (context) => {
      const given = await fields(context, "code");
      if (given === null) return;
      const entered = entry.enter(given.get("code") ?? "");
      if (!entered.ok) {
        log.info({ from: context.req.socket.remoteAddress, status: entered.status }, "a wrong set-up code");
        return sendPage(context.res, entered.status, codePage(form("code"), entered.reason));
      }
      const cookie = sessionCookie(entered.session, publicUrl().startsWith("https:"));
      context.res.writeHead(303, { ...securityHeaders, "set-cookie": cookie, location: "/probot" }).end();
    }),

    // GitHub sends the browser back from its own site, so a strict cookie does not come along: the state is the proof.
    route("GET", "/probot/setup", async ({ res, url }) => {
      const code = url.searchParams.get("code") ?? "";
      if (!entry.takeState(url.searchParams.get("state") ?? "")) return sendPage(res, 403, noState);
      if (!/^[\w-]{1,200}$/.test(code)) return sendPage(res, 400, noCode);
      await finish(res, async () => {
        const app = await appFromCode(settings, code);
        return {
          url: app.url,
          values: {
            APP_ID: String(app.id),
            PRIVATE_KEY: app.pem,
            WEBHOOK_SECRET: app.webhookSecret,
            GITHUB_CLIENT_ID: app.clientId,
            GITHUB_CLIENT_SECRET: app.clientSecret,
          },
        };
      }).catch((error: unknown) => refused(res, error, log));
    }),

    route("GET", "/probot/import", async ({ req, res }) =>
      entry.isIn(req.headers.cookie)
        ? sendPage(res, 200, importPage({ ...form("import"), publicUrl: publicUrl() }))
        : sendPage(res, 403, codePage(form("code"), null)),
    ),

    route("POST", "/probot/import", async (context) => {
      const given = await fields(context, "import");
      if (given === null) return;
      const { req, res } = context;
      if (!entry.isIn(req.headers.cookie)) return sendPage(res, 403, codePage(form("code"), null));
      const asked = (name: string) => (given.get(name) ?? "").trim();
      await finish(res, async () => ({
        url: null,
        values: {
          APP_ID: asked("app_id"),
          PRIVATE_KEY: privateKey(asked("private_key")),
          WEBHOOK_SECRET: asked("webhook_secret"),
        },
      })).catch((error: unknown) => refused(res, error, log));
    }),
  ];
}

/** As GitHub gives it: RSA. What stands around it in a text field is left out. */
function privateKey(text: string): string {
  try {
    const parsed = createPrivateKey(text);
    if (parsed.asymmetricKeyType === "rsa")
      return parsed.export({ type: "pkcs1", format: "pem" }).toString().trim();
  } catch (error) {
    throw new HealError("HEAL_INPUT_INVALID", "the private key is not in PEM", { cause: error });
  }
  throw new HealError("HEAL_INPUT_INVALID", "the private key is not an RSA key");
}

function refused(res: ServerResponse, error: unknown, log: Log): void {
  log.warn({ reason: reasonOf(error) }, "the App could not be registered");
  const [status, text] =
    error instanceof HealError && error.code === "HEAL_INPUT_INVALID"
      ? ([409, `${error.message}. Nothing was kept.`] as const)
      : ([502, `${reasonOf(error)}. Nothing was kept; begin again.`] as const);
  sendPage(res, status, away("The App could not be registered", text));
}

const away = (title: string, text: string): Page =>
  errorPage(title, text, { href: "/probot", name: "Set heal up" });

const closed = errorPage(
  "An App is registered",
  "Setting up is over. Restart heal if it does not use the App yet; to register another one, stop heal and remove app.env from HEAL_DATA_DIR.",
);
const foreign = away("This was not sent from heal's own page", "Open the page anew, and use its buttons.");
const noState = away(
  "This registration was not begun here",
  "The link was used before, is older than an hour, or comes from somewhere else. An App that GitHub made may be deleted there.",
);
const noCode = away("GitHub sent no code", "Begin again.");

/** Without an App and without an alert source there is nothing to show yet. */
export const toSetup: Route = {
  method: "GET",
  path: "/",
  access: "page",
  handler: ({ res }) => void res.writeHead(302, { location: "/probot" }).end(),
};
