import type { Fixer } from "./fixer.js";
import { sourceGlobs } from "./source-globs.js";

export const lint: Fixer = {
  name: "lint",
  categories: ["lint"],
  input: "lint",
  allowedPaths: () => sourceGlobs,
};
