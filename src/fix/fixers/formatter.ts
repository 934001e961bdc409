import type { Fixer } from "./fixer.js";
import { sourceGlobs } from "./source-globs.js";

/** What formatters say when they would have written a file otherwise. */
const COMPLAINT =
  /would reformat|code style issues|(?:run|with|npx) prettier|prettier\/prettier|prettier --(?:check|write)|\bgofm(?:t|umpt)\b|\bgoimports\b|\brustfmt\b|cargo fmt|Diff in .{1,200}(?: at line|:\d)|spotless|\bblack\b|ruff format|dotnet format|clang-format|google-java-format|ktlint -F|dart format|terraform fmt|(?:is|are) not (?:properly )?formatted|formatting (?:error|issue)/i;

export const formatter: Fixer = {
  name: "formatter",
  categories: ["lint"],
  input: "formatter",
  allowedPaths: () => [...sourceGlobs, "*.json", "*.json5", "*.md", "*.mdx", "*.yml", "*.yaml", "*.toml"],
  serves: (evidence) => evidence.some((line) => COMPLAINT.test(line)),
};
