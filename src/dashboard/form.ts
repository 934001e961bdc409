import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { HealError } from "../core/errors.js";

/** Signs what a form is for; only a page of this process can show the signature. */
export interface FormKey {
  of(purpose: string): string;
  fits(purpose: string, given: string | null): boolean;
}

export function createFormKey(): FormKey {
  const secret = randomBytes(32);
  const of = (purpose: string): string => createHmac("sha256", secret).update(purpose).digest("base64url");
  return {
    of,
    fits(purpose, given) {
      const [want, have] = [Buffer.from(of(purpose)), Buffer.from(given ?? "")];
      return want.length === have.length && timingSafeEqual(want, have);
    },
  };
}

/**
 * Whether a form was sent from a page of ours: a browser sends its credentials along with whatever page asks it to.
 * `Sec-Fetch-Site` says it where the address is https or localhost; else `Origin`, which is "null" for pages that send no
 * referrer, as ours: then the form's signature must fit. A program sends neither, and has nobody's credentials but its own.
 * `publicUrl`: a proxy may have replaced the Host that the browser's `Origin` is compared with.
 */
export function isOwnForm(req: IncomingMessage, signed: boolean, publicUrl?: string): boolean {
  const site = req.headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin";
  const { origin, host } = req.headers;
  if (origin === undefined) return true;
  if (origin === "null") return signed;
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** The fields of a form of at most `most` bytes. Throws `HEAL_INPUT_INVALID` for another type or a larger body. */
export async function readForm(req: IncomingMessage, most = 4_096): Promise<URLSearchParams> {
  const type = (req.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded")
    throw new HealError("HEAL_INPUT_INVALID", "a form is sent as application/x-www-form-urlencoded");
  // By events: leaving an iteration early would destroy the request, and with it the answer.
  const body = await new Promise<Buffer>((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    req.on("data", (part: Buffer) => {
      size += part.length;
      if (size <= most) parts.push(part);
      else reject(new HealError("HEAL_INPUT_INVALID", `a form has at most ${most} bytes`));
    });
    req.on("end", () => resolve(Buffer.concat(parts)));
    req.on("error", reject);
    req.on("close", () => reject(new HealError("HEAL_INPUT_INVALID", "the form did not come whole")));
  });
  return new URLSearchParams(body.toString("utf8"));
}
