import type { ServerResponse } from "node:http";
import { HealError } from "../core/errors.js";
import type { RequestContext, Route } from "../server/route.js";
import { render, type Page } from "./templates.js";

const policy =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Nothing but our own style and pictures loads, whatever text a page shows: no script, no frame, no foreign form. */
export const securityHeaders = {
  "content-security-policy": policy,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  // Incidents are private, and change.
  "cache-control": "no-store",
} as const;

export function sendPage(res: ServerResponse, status: number, page: Page): void {
  const html = render(page);
  const forms =
    page.formsTo === undefined ? policy : policy.replace("form-action 'self'", `$& ${page.formsTo}`);
  res
    .writeHead(status, {
      ...securityHeaders,
      // The script that draws is a file of ours; what stands in a page never runs.
      "content-security-policy": page.script ? `${forms}; script-src 'self'` : forms,
      "content-type": "text/html; charset=utf-8",
      "content-length": Buffer.byteLength(html),
    })
    .end(html);
}

/** What a page's file gives: null means that there is no such thing. */
export type PageLoader = (context: RequestContext) => Promise<Page | null>;

export const pageRoute = (path: string, show: PageLoader): Route => ({
  method: "GET",
  path,
  access: "page",
  handler: async (context) => {
    try {
      const page = await show(context);
      sendPage(context.res, page ? 200 : 404, page ?? notFoundPage);
    } catch (error) {
      if (!(error instanceof HealError) || error.code !== "HEAL_INPUT_INVALID") throw error;
      sendPage(context.res, 400, errorPage("This address does not work", `${error.message}.`));
    }
  },
});

export const errorPage = (
  title: string,
  text: string,
  link = { href: "/", name: "All incidents" },
): Page => ({
  view: "trouble",
  title,
  section: null,
  data: { title, text, link },
});

export const notFoundPage: Page = errorPage(
  "There is nothing here",
  "The address is mistyped, or what it named is gone. Incidents keep their addresses for good.",
);
