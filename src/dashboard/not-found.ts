import { sendJson } from "../intake/answer.js";
import type { Route } from "../server/route.js";
import { notFoundPage, sendPage } from "./send.js";

/** The last route: people get a page, programs get JSON. It shows nothing of anybody, so it needs no token. */
export const notFoundRoute: Route = {
  method: "GET",
  path: "/*",
  access: "public",
  handler: ({ req, res, url }) => {
    const person = (req.headers.accept ?? "").includes("text/html") && !url.pathname.startsWith("/api/");
    if (person) sendPage(res, 404, notFoundPage);
    else sendJson(res, 404, { error: "not_found", message: "there is nothing here" });
  },
};
