import type { Rule } from "../rule.js";

/** A type checker (tsc, mypy, flow, pyright) refused the sources. */
export const typeError: Rule = {
  category: "type_error",
  strict: [
    /\.[cm]?tsx?(?:\(\d+,\d+\)|:\d+:\d+)(?::| -) error TS\d{3,5}:/,
    /^error TS\d{3,5}: /,
    /^\S{1,300}\.pyi?:\d+(?::\d+)?: error: .{1,400}\[[a-z-]{3,40}\]$/,
    /^Found \d+ errors? in \d+ files? \(checked \d+ source files?\)/,
    /^\s{0,4}\S{1,300}\.pyi?:\d+:\d+ - error: .{1,400}\(report\w+\)/,
    /^Found \d+ errors?\.? Watching for file changes/,
    /^\[TS\d{3,5}\]/,
    // Deno's checker
    /^TS\d{3,5} \[ERROR\]: /,
  ],
  summary: [/^error: Type checking failed\.$/],
  generic: [/\bType '[^']{1,200}' is not assignable to type '/],
};
