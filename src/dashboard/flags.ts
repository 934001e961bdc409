import { HealError } from "../core/errors.js";
import { flagCatalogue, notBuilt } from "../flags/catalogue.js";
import { changeFlag } from "../flags/flags.js";
import type { Route } from "../server/route.js";
import { listFlags, type FlagChange, type FlagRow } from "../store/flags.js";
import type { DashboardDeps } from "./deps.js";
import { isOwnForm, readForm, type FormKey } from "./form.js";
import { moment } from "./format.js";
import { operatorOf } from "./operator.js";
import { errorPage, securityHeaders, sendPage } from "./send.js";

const PURPOSE = "flags";
const BACK = { href: "/health", name: "Health" };

const stateOf = (row: FlagRow | undefined): { state: string; words: string } => {
  const { enabled = null, percent = null } = row?.value ?? {};
  if (percent !== null) return { state: "degraded", words: `on in ${percent} % of repositories` };
  return enabled === false ? { state: "down", words: "off" } : { state: "ok", words: "on" };
};

/** The systems that can be switched, as they stand. */
export async function shownFlags({ db, clock }: Pick<DashboardDeps, "db" | "clock">, key: FormKey) {
  const rows = await listFlags(db);
  const now = clock.now();
  const flags = flagCatalogue.map(({ name, doc, span }) => {
    const row = rows.find((one) => one.name === name);
    return {
      ...{ name, doc, perRepository: span === "repository" },
      ...stateOf(row),
      own: Object.entries(row?.value.repositories ?? {}).map(([repository, on]) => ({
        repository,
        words: on ? "on" : "off",
      })),
      set: row ? { by: row.by, at: moment(row.at, now) } : null,
    };
  });
  return { form: key.of(PURPOSE), flags, notBuilt };
}

/** `POST /health/flags`: switches a system on or off, everywhere, in a share of the repositories or in one. */
export const flagRoute = ({ db, clock, publicUrl }: DashboardDeps, key: FormKey): Route => ({
  method: "POST",
  path: "/health/flags",
  access: "page",
  handler: async ({ req, res }) => {
    const form = await readForm(req);
    if (!isOwnForm(req, key.fits(PURPOSE, form.get("form")), publicUrl))
      return sendPage(
        res,
        403,
        errorPage("This was not sent from heal's own page", "Open it anew, and use its buttons.", BACK),
      );
    try {
      await changeFlag(db, clock, { ...changeOf(form), by: operatorOf(req) });
    } catch (error) {
      if (!(error instanceof HealError) || error.code !== "HEAL_INPUT_INVALID") throw error;
      return sendPage(res, 400, errorPage("It was not done", `${error.message}.`, BACK));
    }
    res.writeHead(303, { ...securityHeaders, location: "/health#systems" }).end();
  },
});

const values: Readonly<Record<string, boolean | null>> = { on: true, off: false, unset: null };

/** Throws `HEAL_INPUT_INVALID` for a form that says nothing. */
function changeOf(form: URLSearchParams): FlagChange {
  const said = (field: string): string => form.get(field)?.trim() ?? "";
  const [name, value, repository, percent] = [
    said("name"),
    said("value"),
    said("repository"),
    said("percent"),
  ];
  const place = { name, repository: repository === "" ? null : repository };
  if (value === "share") {
    if (!/^\d{1,3}$/.test(percent))
      throw new HealError("HEAL_INPUT_INVALID", "a share is a number from 0 to 100");
    return { ...place, enabled: null, percent: Number(percent) };
  }
  const enabled = Object.hasOwn(values, value) ? values[value] : undefined;
  if (enabled === undefined) throw new HealError("HEAL_INPUT_INVALID", "a system is switched on or off");
  return { ...place, enabled };
}
