import { HealError } from "../core/errors.js";

const FORM = "application/x-www-form-urlencoded";
/** A form is a handful of macros; what is larger is none. */
const LARGEST = 256 * 1024;
const FIELDS = 500;

export const isForm = (mediaType: string): boolean =>
  mediaType.split(";", 1)[0]?.trim().toLowerCase() === FORM;

/** The fields of a form as a JSON object. Throws `HEAL_PAYLOAD_INVALID` where it is too large for one. */
export function formAsJson(body: Buffer): Buffer {
  if (body.length > LARGEST)
    throw new HealError("HEAL_PAYLOAD_INVALID", `a form is at most ${LARGEST} bytes`);
  const fields = [...new URLSearchParams(body.toString("utf8"))];
  if (fields.length > FIELDS)
    throw new HealError("HEAL_PAYLOAD_INVALID", `a form has at most ${FIELDS} fields`);
  // fromEntries defines own properties, so that a field `__proto__` stays data.
  return Buffer.from(JSON.stringify(Object.fromEntries(fields)), "utf8");
}
