import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { packageFile } from "../../core/paths.js";

/** `app.yml` as GitHub's manifest, with the addresses of this server. */
export async function manifestOf(publicUrl: string): Promise<string> {
  const app = parse(await readFile(packageFile("app.yml"), "utf8")) as Record<string, unknown>;
  return JSON.stringify({
    ...app,
    hook_attributes: { url: `${publicUrl}/api/github/webhooks`, active: true },
    redirect_url: `${publicUrl}/probot/setup`,
  });
}
