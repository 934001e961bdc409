/** The page where GitHub makes an App from a manifest: the form goes in, a code for one exchange comes back. */
import { randomBytes } from "node:crypto";
import type { World } from "./world.js";

export function manifest(
  world: World,
  url: URL,
  body: Buffer,
): { status: number; headers: Record<string, string>; body: Buffer; actor: string } {
  const answer = (status: number, headers: Record<string, string>, text: string) => ({
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...headers },
    body: Buffer.from(text, "utf8"),
    actor: "browser",
  });
  let given: Record<string, unknown>;
  try {
    given = JSON.parse(new URLSearchParams(body.toString("utf8")).get("manifest") ?? "") as Record<
      string,
      unknown
    >;
  } catch {
    return answer(422, {}, "Error: the manifest is not JSON.");
  }
  const redirect = given["redirect_url"];
  if (typeof redirect !== "string" || !URL.canParse(redirect))
    return answer(422, {}, "Error: redirect_url must be a URL.");
  const code = randomBytes(20).toString("hex");
  world.manifests.set(code, given);
  const to = new URL(redirect);
  to.searchParams.set("code", code);
  const state = url.searchParams.get("state");
  if (state !== null) to.searchParams.set("state", state);
  return answer(302, { location: to.href }, "");
}
