import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { packageFile } from "../core/paths.js";
import type { Route } from "../server/route.js";

const own = (file: string): URL => packageFile(`src/dashboard/assets/${file}`);
/** uPlot as it is published, wherever it is installed. */
const uplot = (file: string): string => createRequire(import.meta.url).resolve(`uplot/dist/${file}`);

/** What is served, and the files it is made of, in this order: later style rules win. */
const files = {
  "style.css": {
    type: "text/css; charset=utf-8",
    of: [
      uplot("uPlot.min.css"),
      ...["base.css", "lists.css", "incident.css", "monitoring.css", "narrow.css"].map(own),
    ],
  },
  "chart.js": {
    type: "text/javascript; charset=utf-8",
    of: [uplot("uPlot.iife.min.js"), own("chart.js")],
  },
  "icon.svg": { type: "image/svg+xml", of: [own("icon.svg")] },
} as const;
type Name = keyof typeof files;

interface Asset {
  body: Buffer;
  type: string;
  hash: string;
}

function load(name: Name): Asset {
  const { type, of } = files[name];
  const body = Buffer.concat(of.flatMap((file) => [readFileSync(file), Buffer.from("\n")]));
  return { body, type, hash: createHash("sha256").update(body).digest("base64url").slice(0, 12) };
}

const assets = new Map(Object.keys(files).map((name) => [name, load(name as Name)]));

/** The URL names the content, so browsers keep it for a year and never show an old one. */
export const assetUrl = (name: Name): string => `/assets/${name}?v=${assets.get(name)?.hash}`;

/** Style, script and icon hold nothing of anybody: they need no token. */
export const assetRoute: Route = {
  method: "GET",
  path: "/assets/:name",
  access: "public",
  handler: ({ res, params, url }) => {
    const asset = assets.get(params.name ?? "");
    if (!asset) return void res.writeHead(404, { "content-type": "text/plain" }).end("not found");
    const current = url.searchParams.get("v") === asset.hash;
    res
      .writeHead(200, {
        "content-type": asset.type,
        "content-length": asset.body.length,
        "cache-control": current ? "public, max-age=31536000, immutable" : "no-cache",
        "content-security-policy": "default-src 'none'",
        "x-content-type-options": "nosniff",
      })
      .end(asset.body);
  },
};
