import { z } from "zod";
import { HealError } from "../core/errors.js";
import type { HookDeliveries } from "./hooks-port.js";
import type { Client } from "./client.js";
import { orNull, toHealError } from "./errors.js";

const attempts = z.array(
  z.looseObject({
    id: z.coerce.string().regex(/^\d+$/),
    guid: z.string().min(1),
    delivered_at: z.coerce.date(),
    event: z.string(),
    status_code: z.number(),
  }),
);
const attempt = z.looseObject({ request: z.looseObject({ payload: z.unknown() }) });

const PAGE = 100;

/** The App's own webhook log, by JWT; no installation and no permission is involved. */
export function createHookDeliveries(client: Pick<Client, "app">): HookDeliveries {
  const ask = async (route: string, parameters: Record<string, unknown>) => {
    const octokit = await client.app();
    try {
      const answer = await octokit.request(route, {
        ...parameters,
        // The text itself: ids above 2^53 do not survive JSON.parse.
        request: { parseSuccessResponseBody: false },
      });
      const stream = answer.data as unknown as ConstructorParameters<typeof Response>[0];
      return { text: await new Response(stream).text(), link: answer.headers.link };
    } catch (error) {
      throw toHealError(error, "the App's private key");
    }
  };
  return {
    async list(cursor) {
      const { text, link } = await ask("GET /app/hook/deliveries", {
        per_page: PAGE,
        status: "failure",
        cursor,
      });
      const page = attempts.safeParse(parse(text));
      if (!page.success)
        throw new HealError("HEAL_GITHUB_UNAVAILABLE", "the list of deliveries cannot be read");
      return {
        deliveries: page.data.map((one) => ({
          id: one.id,
          guid: one.guid,
          deliveredAt: one.delivered_at,
          event: one.event,
          delivered: one.status_code >= 200 && one.status_code < 300,
        })),
        next: nextCursor(link),
      };
    },

    async payload(id) {
      const found = await orNull(ask(`GET /app/hook/deliveries/${digits(id)}`, {}));
      const read = found === null ? null : attempt.safeParse(JSON.parse(found.text));
      return read?.success ? (read.data.request.payload ?? null) : null;
    },

    async redeliver(id) {
      await ask(`POST /app/hook/deliveries/${digits(id)}/attempts`, {});
    },
  };
}

/** Ids stand in a path. */
function digits(id: string): string {
  if (!/^\d{1,25}$/.test(id)) throw new HealError("HEAL_INPUT_INVALID", "a delivery's id is a number");
  return id;
}

/** Long ids become text before they are parsed. In a string of the JSON the quote would be escaped, so none matches. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/"id":\s{0,4}(\d{15,25})/g, '"id":"$1"')) as unknown;
  } catch (cause) {
    throw new HealError("HEAL_GITHUB_UNAVAILABLE", "the list of deliveries is not JSON", { cause });
  }
}

/** docs: Using pagination, link header with rel="next". */
function nextCursor(link: string | undefined): string | null {
  const next = link?.split(",").find((part) => part.includes('rel="next"'));
  const url = next === undefined ? undefined : next.slice(next.indexOf("<") + 1, next.indexOf(">"));
  return url !== undefined && URL.canParse(url) ? new URL(url).searchParams.get("cursor") : null;
}
