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
    // Dialyzer (rebar3, dialyxir)
    /\bFunction [\w/.]{1,120} has no local return\b/,
    /\bbreaks the (?:contract|opaqueness)\b/,
    /^===> Warnings occurred running dialyzer: [1-9]/,
    // dialyxir's short names (lib/dialyxir/warnings), each behind its place
    /^\S{1,300}\.(?:exs?|erl|hrl):\d{1,6}(?::\d{1,5})?:(?:[a-z]{2,20}_){1,5}[a-z]{2,20}$/,
    // Deno's checker
    /^TS\d{3,5} \[ERROR\]: /,
  ],
  summary: [/^Total errors: [1-9]\d{0,4}, Skipped: \d/, /^error: Type checking failed\.$/],
  generic: [/\bType '[^']{1,200}' is not assignable to type '/],
};
