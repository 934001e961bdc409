import type { Builtin } from "./index.js";

/** Finds no cache and keeps none. */
export const cache: Builtin = async ({ log }, inputs) => {
  log.write(`Cache not found for input keys: ${inputs["key"] ?? ""}`);
  return { conclusion: "success", outputs: { "cache-hit": "false" } };
};
