import addFormatsDefault from "ajv-formats";
import type { Ajv } from "ajv";

/** ajv-formats is CommonJS: its function is the module itself, or its `default`, as the loader has it. */
export function addFormats(ajv: Ajv): Ajv {
  const add = (
    typeof addFormatsDefault === "function"
      ? addFormatsDefault
      : (addFormatsDefault as { default: unknown }).default
  ) as (ajv: Ajv) => Ajv;
  return add(ajv);
}
