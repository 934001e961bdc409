import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { packageFile } from "../core/paths.js";
import type { Route } from "../server/route.js";

const files = { "style.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml" } as const;

interface Asset {
  body: Buffer;
  type: string;
  hash: string;
}

const load = (name: keyof typeof files): Asset => {
  const body = readFileSync(packageFile(`src/dashboard/assets/${name}`));
  return {
    body,
    type: files[name],
    hash: createHash("sha256").update(body).digest("base64url").slice(0, 12),
  };
};

const assets = new Map(Object.keys(files).map((name) => [name, load(name as keyof typeof files)]));

/** The URL names the content, so browsers keep it for a year and never show an old one. */
export const assetUrl = (name: keyof typeof files): string => `/assets/${name}?v=${assets.get(name)?.hash}`;

/** Style and icon hold nothing of anybody: they need no token. */
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
